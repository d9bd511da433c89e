package io.orfeas.inference.mesh;

import com.sun.management.ThreadMXBean;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.SampledField;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How time and memory grow with the lattice: 64 to 512 cells a side, from a depth shell and from a
 * scalar field. Over n², both columns should stay even; over n³ they would grow eightfold.
 *
 * <p>Run by {@code bench/growth}. Times are CPU times of one thread, the least of several runs.
 */
final class GrowthReport {
  private static final int[] SIDES = {64, 128, 256, 512};
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private GrowthReport() {}

  /** Prints two tables. */
  public static void main(String[] args) {
    DepthShell shell = TestMeshes.ball(512);
    System.out.println("ball from a depth shell");
    for (int side : SIDES) {
      print(side, () -> SurfaceExtractor.extract(shell, side));
    }
    System.out.println("ball with relief from a scalar field, values read near the surface");
    for (int side : SIDES) {
      SampledField field = TestFields.peerScene(side);
      print(side, () -> FieldExtractor.extract(field));
    }
  }

  private static void print(int side, Supplier<TriangleMesh> extraction) {
    long least = Long.MAX_VALUE;
    int count = 0;
    for (int run = 0; run < 6400 / side; run++) {
      long start = THREADS.getCurrentThreadCpuTime();
      count = extraction.get().triangleCount();
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
    }
    long bytes = allocatedBytes(extraction);
    double squared = (double) side * side;
    System.out.printf(
        Locale.ROOT,
        "  %4d: %8d triangles %7.2f ms %6.1f MB   over n²: %6.2f triangles %6.1f ns %6.1f bytes%n",
        side,
        count,
        least / 1e6,
        bytes / 1e6,
        count / squared,
        least / squared,
        bytes / squared);
  }

  /** What a piece of work allocates on this thread. */
  static long allocatedBytes(Supplier<TriangleMesh> work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    int triangles = work.get().triangleCount();
    long after = THREADS.getCurrentThreadAllocatedBytes();
    if (triangles == 0) {
      throw new IllegalStateException("work: no triangles (expected: some)");
    }
    return after - before;
  }
}
