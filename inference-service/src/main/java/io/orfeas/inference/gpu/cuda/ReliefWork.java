package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Profile;
import io.orfeas.inference.gpu.BulkKernels.Shell;

/** A shell from heights and depths within an outline whose distances are on the device already. */
final class ReliefWork {
  private static final int NEIGHBOURS = 4;

  // As in io.orfeas.inference.field: InsideSmoother and ReliefKernel.
  private static final float FORWARD = 0.6f;
  private static final float BACKWARD = -0.63f;
  private static final float REACH_SHARE = 0.35f;
  private static final int COARSE_HEIGHT_PASSES = 30;
  private static final int FINE_HEIGHT_PASSES = 20;
  private static final int DEPTH_PASSES = 15;

  private final CudaWork work;
  private final DeviceArray distance;
  private final int side;
  private final int pixels;
  private final DeviceArray neighbour;
  private final DeviceArray weight;
  private final DeviceArray scratch;

  ReliefWork(CudaWork work, DeviceArray distance, int side) {
    this.work = work;
    this.distance = distance;
    this.side = side;
    pixels = side * side;
    neighbour = work.ints((long) NEIGHBOURS * pixels);
    weight = work.floats((long) NEIGHBOURS * pixels);
    scratch = work.floats(pixels);
  }

  Shell shell(Profile profile, float pixel) {
    DeviceArray height = work.upload(profile.squaredHeight());
    smooth(height, REACH_SHARE, true, COARSE_HEIGHT_PASSES);
    smooth(height, 0, true, FINE_HEIGHT_PASSES);
    DeviceArray mid = mid(profile);
    DeviceArray outline = work.floats(pixels);
    DeviceArray front = work.floats(pixels);
    DeviceArray back = work.floats(pixels);
    work.launch("shell_build", pixels, distance, height, mid, side, pixel, outline, front, back);
    return new Shell(
        side,
        work.downloadFloats(outline, pixels),
        work.downloadFloats(front, pixels),
        work.downloadFloats(back, pixels));
  }

  private DeviceArray mid(Profile profile) {
    float[] depths = profile.mid();
    if (depths == null) {
      return work.zeros((long) Float.BYTES * pixels);
    }
    DeviceArray mid = work.upload(depths);
    smooth(mid, REACH_SHARE, false, DEPTH_PASSES);
    smooth(mid, 0, false, DEPTH_PASSES);
    work.launch("depth_continue", pixels, distance, side, mid);
    return mid;
  }

  /** Heights are ironed and zero at the outline; depths are evened out and end freely. */
  private void smooth(DeviceArray values, float reachShare, boolean heights, int passes) {
    work.launch(
        "inside_links", pixels, distance, side, reachShare, heights ? 1 : 0, neighbour, weight);
    for (int pass = 0; pass < passes; pass++) {
      step(values, scratch, FORWARD);
      step(scratch, values, heights ? BACKWARD : FORWARD);
    }
  }

  private void step(DeviceArray from, DeviceArray to, float rate) {
    work.launch("inside_step", pixels, distance, neighbour, weight, pixels, rate, from, to);
  }
}
