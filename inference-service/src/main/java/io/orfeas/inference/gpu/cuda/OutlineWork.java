package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Outline;

/** Distances to an outline, and the union of balls behind it. */
final class OutlineWork {
  private static final int PIECE = 4;

  private final CudaWork work;
  private final int side;
  private final int pixels;
  private final DeviceArray apex;
  private final DeviceArray start;
  private final DeviceArray columnRow;
  private final DeviceArray line;
  private final DeviceArray best;
  private final DeviceArray distance;
  private final DeviceArray height;
  private final DeviceArray centre;

  OutlineWork(CudaWork work, float[] values, int side) {
    this.work = work;
    this.side = side;
    pixels = side * side;
    DeviceArray coverage = work.upload(values);
    apex = work.ints(pixels);
    start = work.allocate(Double.BYTES * (pixels + (long) side));
    columnRow = work.ints(pixels);
    line = work.floats(pixels);
    best = work.ints(pixels);
    distance = work.floats(pixels);
    height = work.floats(pixels);
    centre = work.ints(pixels);
    DeviceArray pieces = work.floats((long) PIECE * pixels);
    DeviceArray cost = work.floats(pixels);
    DeviceArray site = work.ints(pixels);
    work.launch("outline_edges", pixels, coverage, side, pieces, cost);
    nearest(cost, site);
    work.launch("outline_distance", pixels, coverage, site, pieces, side, distance, cost);
    work.mark();
    nearest(cost, site);
    work.launch("balls_height", pixels, distance, cost, site, side, height, centre);
  }

  DeviceArray distance() {
    return distance;
  }

  /** Distances come down while the balls are still being found. */
  Outline download() {
    return new Outline(
        work.fetchMarkedFloats(distance, pixels),
        work.downloadFloats(height, pixels),
        work.downloadInts(centre, pixels));
  }

  /** For every pixel the index of the pixel {@code p} that minimises {@code |x - p|² + cost(p)}. */
  private void nearest(DeviceArray cost, DeviceArray site) {
    work.launch("nearest_in_columns", side, cost, side, apex, start, columnRow);
    work.launch("column_cost", pixels, cost, columnRow, side, line);
    work.launch("nearest_in_rows", side, line, side, apex, start, best);
    work.launch("nearest_site", pixels, columnRow, best, side, site);
  }
}
