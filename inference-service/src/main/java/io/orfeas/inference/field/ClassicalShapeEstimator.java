package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Optional;

/**
 * Shape from the outline alone, without learned weights.
 *
 * <p>The half-thickness is the mean of two inflations, the union of medial balls and the circular
 * profile, or the turned outline where the object looks like a solid of revolution; ripples are
 * ironed out. The middle between front and back follows {@link MidSurface}.
 *
 * <p>Cost: a dozen linear passes over {@code side²} pixels and some fifty over the inside.
 */
public final class ClassicalShapeEstimator implements ShapeEstimator {
  private final ReliefKernel reliefs;

  /** An estimator on the processor. */
  public ClassicalShapeEstimator() {
    this(ReliefKernel.CPU);
  }

  private ClassicalShapeEstimator(ReliefKernel reliefs) {
    this.reliefs = reliefs;
  }

  @Override
  public ShapeEstimator with(ReliefKernel kernel) {
    return new ClassicalShapeEstimator(kernel);
  }

  @Override
  public String name() {
    return "classical";
  }

  @Override
  public String digest() {
    return "classical-2";
  }

  @Override
  public DepthShell estimate(Cutout cutout, int side) {
    ShellBuilder.checkSide(side);
    float[] coverage = CoverageGrid.resample(cutout.mask().coverage(), cutout.side(), side);
    CoverageGrid.lift(coverage);
    return reliefs.shell(coverage, side, ClassicalShapeEstimator::profile);
  }

  private static ReliefKernel.Profile profile(ReliefKernel.Outline outline, int side) {
    float[] distance = outline.distance();
    MedialBalls balls = new MedialBalls(outline.squaredHeight(), outline.centre());
    return new ReliefKernel.Profile(
        squaredHeight(distance, balls, side), MidSurface.slanted(distance, balls, side));
  }

  private static float[] squaredHeight(float[] distance, MedialBalls balls, int side) {
    Optional<Lathe> lathe = Lathe.of(distance, balls.squaredHeight(), side);
    if (lathe.isPresent()) {
      return lathe.get().squaredHeight();
    }
    float[] circular = CircularProfile.squaredHeight(distance, Regions.of(distance, side));
    float[] mean = new float[distance.length];
    for (int i = 0; i < mean.length; i++) {
      double height = (Math.sqrt(balls.squaredHeight()[i]) + Math.sqrt(circular[i])) / 2;
      mean[i] = (float) (height * height);
    }
    return mean;
  }
}
