package io.orfeas.inference.field;

/** Shells of outlines, on the processor: see {@link ReliefKernel}. */
final class Relief {
  private static final float REACH_SHARE = 0.35f;
  private static final int COARSE_PASSES = 30;
  private static final int FINE_PASSES = 20;

  private Relief() {}

  static DepthShell shell(float[] coverage, int side, ReliefKernel.Profiler profiler) {
    float[] distance = DistanceTransform.signed(coverage, side);
    MedialBalls balls = MedialBalls.of(distance, side);
    ReliefKernel.Profile profile =
        profiler.profile(
            new ReliefKernel.Outline(distance, balls.squaredHeight(), balls.centre()), side);
    float[] squaredHeight = profile.squaredHeight();
    InsideSmoother.forSquaredHeights(distance, side, REACH_SHARE)
        .iron(squaredHeight, COARSE_PASSES);
    InsideSmoother.forSquaredHeights(distance, side, 0).iron(squaredHeight, FINE_PASSES);
    float[] mid = profile.mid();
    if (mid == null) {
      mid = new float[distance.length];
    } else {
      MidSurface.even(mid, distance, side);
    }
    return ShellBuilder.of(distance, squaredHeight, mid, side);
  }
}
