package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.MirrorAxis;
import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.CutoutFramer;
import io.orfeas.inference.image.Foreground;
import io.orfeas.inference.mesh.Rounding;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.SliverGuard;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VoxelPreview;
import io.orfeas.inference.texture.TextureOptions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of one run, and their colours. Shapes are made by one thread at a time; the colours of
 * one that is made may be by another.
 *
 * <p>No shape needs what only a later one does: the preview is made from a small cut-out and a
 * coarse estimate of its own, so that it need not wait for the full ones. It comes first, since it
 * finds the axis of symmetry for all.
 */
final class StageShapes {
  private static final int PREVIEW_CUTOUT = 256;
  private static final int PREVIEW_SHAPE = 64;
  private static final int PREVIEW_TEXTURE = 128;
  private static final int ROUGH_SHAPE = 128;
  private static final int EARLY_TEXTURE = 256;

  private @Nullable Foreground foreground;
  private final ShapeEstimator estimator;
  private final DetailPlan plan;
  private final GenerationOptions options;
  private final Simplifier simplifier;
  private final HeavySteps steps;
  private final StagePlaces places = new StagePlaces();
  private final Cutout small;
  private @Nullable Cutout full;
  private Optional<MirrorAxis> axis = Optional.empty();
  private @Nullable Surface rough;
  private @Nullable Surface refined;
  private double depthLeft = 1;

  /**
   * Frames the object.
   *
   * @throws io.orfeas.inference.image.ImageRejectedException when there is none
   */
  StageShapes(
      Foreground foreground,
      ShapeEstimator estimator,
      GenerationOptions options,
      Simplifier simplifier,
      HeavySteps steps) {
    this.foreground = foreground;
    this.estimator = estimator;
    this.plan = DetailPlan.of(options);
    this.options = options;
    this.simplifier = simplifier;
    this.steps = steps;
    small = CutoutFramer.frame(foreground.previewImage(), foreground.previewMask(), PREVIEW_CUTOUT);
  }

  /** Cells, and the axis of symmetry for all stages. */
  Surface preview() {
    axis = options.symmetry().axis(small);
    Shape shape = mirrored(estimate(Stage.VOXEL_PREVIEW, small, PREVIEW_SHAPE));
    Depth depth = Depth.of(options.depthScale(), shape.room());
    return Surface.of(VoxelPreview.of(shape.deepened(depth.ofShape()))).deepened(depth.ofSurface());
  }

  /** Whether the shape is its own mirror image; known with the preview. */
  boolean isSymmetric() {
    return axis.isPresent();
  }

  /** Colours for the preview's cells. */
  Colors previewColors(TriangleMesh preview) {
    return colors(Stage.VOXEL_PREVIEW, preview, small, TextureOptions.colorOnly(PREVIEW_TEXTURE));
  }

  /** Where the heavy steps of a stage were done; known with its shape and its colours. */
  ComputedOn place(Stage stage) {
    return places.place(stage);
  }

  /** Most bytes of device memory that a step of the stage held so far. */
  long peakBytes(Stage stage) {
    return places.peakBytes(stage);
  }

  /** A first surface. */
  Surface rough() {
    if (rough == null) {
      int side = Math.min(ROUGH_SHAPE, plan.shapeSide());
      rough = surface(Stage.ROUGH_MESH, side, plan.roughGrid(), 2);
    }
    return rough;
  }

  /** The surface at the quality's own resolution. */
  Surface refined() {
    if (refined == null) {
      refined = surface(Stage.REFINED_MESH, plan.shapeSide(), plan.refinedGrid(), plan.smoothing());
    }
    return refined;
  }

  /**
   * Colours for the rough or the refined surface: each has its own, since the rough one may lack
   * what is thin, and be smaller.
   *
   * @param surface either, made before
   */
  Colors earlyColors(Stage stage, Surface surface) {
    return colors(stage, surface.mesh(), full(), TextureOptions.colorOnly(EARLY_TEXTURE));
  }

  /** The same within the budget of triangles. */
  Surface simplified() {
    TriangleMesh mesh = simplifier.simplify(refined().mesh(), options.maxTriangles());
    return on(Stage.FINAL_OPTIMIZED).surfaces().placed(mesh).deepened(depthLeft);
  }

  /** Colours for the final mesh. */
  Colors finalColors() {
    return colors(
        Stage.FINAL_OPTIMIZED,
        refined().mesh(),
        full(),
        TextureOptions.withNormalMap(plan.finalTexture()));
  }

  private Colors colors(Stage stage, TriangleMesh shape, Cutout cutout, TextureOptions texture) {
    return Colors.of(shape, cutout, texture, on(stage).atlases());
  }

  /** The cut-out that all but the preview are made from; the picture is let go of then. */
  private Cutout full() {
    if (full == null) {
      Foreground whole = Objects.requireNonNull(foreground);
      full = CutoutFramer.frame(whole.image(), whole.mask(), plan.finalTexture());
      foreground = null;
    }
    return full;
  }

  private Surface surface(Stage stage, int shapeSide, int grid, int smoothing) {
    Shape shape = mirrored(estimate(stage, full(), shapeSide));
    Depth depth = Depth.of(options.depthScale(), shape.room());
    depthLeft = depth.ofSurface();
    SurfaceKernel surfaces = on(stage).surfaces();
    Surface made = surfaces.surfaceOf(shape.deepened(depth.ofShape()), grid, smoothing);
    return styled(made, surfaces).deepened(depthLeft);
  }

  private Surface styled(Surface made, SurfaceKernel surfaces) {
    if (plan.rounding() == 0) {
      return made;
    }
    TriangleMesh sharp = made.mesh();
    return surfaces.placed(SliverGuard.restore(sharp, Rounding.of(sharp, plan.rounding())));
  }

  private Shape estimate(Stage stage, Cutout cutout, int side) {
    return estimator.with(on(stage).reliefs()).estimate(cutout, side);
  }

  private HeavySteps on(Stage stage) {
    return steps.heardBy(places.of(stage));
  }

  private Shape mirrored(Shape estimate) {
    return axis.map(estimate::symmetrized).orElse(estimate);
  }

  /**
   * A factor of depth in two parts.
   *
   * @param ofShape as much as the shape has room for
   * @param ofSurface the rest, once its surface stands
   */
  private record Depth(double ofShape, double ofSurface) {
    static Depth of(double factor, double room) {
      double first = Math.min(factor, room);
      return new Depth(first, factor / first);
    }
  }
}
