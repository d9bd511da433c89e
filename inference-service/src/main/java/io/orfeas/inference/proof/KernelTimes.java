package io.orfeas.inference.proof;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.CutoutFramer;
import io.orfeas.inference.image.Foreground;
import io.orfeas.inference.image.ForegroundSegmenter;
import io.orfeas.inference.image.ImageDecoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.inference.texture.AtlasKernel;
import java.util.Arrays;
import java.util.List;

/** Times each step of one picture's finest mesh, on the processor and on a device. */
public final class KernelTimes {
  private static final int SMOOTHING = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final AskedKernels.Stopwatch between = new AskedKernels.Stopwatch();
  private final HeavySteps steps;
  private final int passes;

  private KernelTimes(BulkKernels kernels, int passes) {
    steps = DeviceSteps.always(new AskedKernels(kernels, between));
    this.passes = passes;
  }

  /**
   * Takes the times, after as many passes unmeasured.
   *
   * @param picture PNG, JPEG or WebP bytes
   * @param grid cells along the longest side, 8 to 1024
   * @param texture texels per side of the texture, a power of two
   * @param passes measured, at least 1
   */
  public static List<KernelTime> of(
      BulkKernels kernels, byte[] picture, int grid, int texture, int passes) {
    KernelTimes times = new KernelTimes(kernels, passes);
    int side = Math.max(CutoutFramer.MIN_SIDE, (int) Math.round(grid * Solids.PIXELS_PER_CELL));
    Foreground object = ForegroundSegmenter.find(ImageDecoder.decode(picture, ImageLimits.DEFAULT));
    Cutout cutout = CutoutFramer.frame(object.image(), object.mask(), side);
    DepthShell shell = new ClassicalShapeEstimator().estimate(cutout, side);
    TriangleMesh mesh = SurfaceKernel.CPU.surface(shell, grid, SMOOTHING).mesh();
    return List.of(
        times.relief(coverage(shell), side),
        times.surface(shell, grid),
        times.placing(mesh),
        times.texture(texture));
  }

  /** What pixels of a shell are covered: one half where the outline runs through the middle. */
  private static float[] coverage(DepthShell shell) {
    float[] coverage = new float[shell.outline().length];
    for (int i = 0; i < coverage.length; i++) {
      double pixels = shell.outline()[i] * shell.side() * Cutout.FILL;
      coverage[i] = (float) Math.max(0, Math.min(1, pixels + 0.5));
    }
    return coverage;
  }

  private KernelTime relief(float[] coverage, int side) {
    ReliefKernel.Profiler balls =
        (outline, pixels) -> new ReliefKernel.Profile(outline.squaredHeight(), null);
    return time(
        "distances, balls and relief, %1$d × %1$d".formatted(side),
        true,
        () -> ReliefKernel.CPU.shell(coverage, side, balls),
        () -> steps.reliefs().shell(coverage, side, balls));
  }

  private KernelTime surface(DepthShell shell, int grid) {
    return time(
        "field, extraction, smoothing and normals, %d³".formatted(grid),
        true,
        () -> SurfaceKernel.CPU.surface(shell, grid, SMOOTHING).placed(),
        () -> steps.surfaces().surface(shell, grid, SMOOTHING).placed());
  }

  private KernelTime placing(TriangleMesh mesh) {
    return time(
        "placing and normals of %d triangles".formatted(mesh.triangleCount()),
        true,
        () -> SurfaceKernel.CPU.placed(mesh).placed(),
        () -> steps.surfaces().placed(mesh).placed());
  }

  private KernelTime texture(int side) {
    return time(
        "texture, %1$d × %1$d".formatted(side),
        false,
        () -> AtlasKernel.CPU.pictures(Solids.chart(side, side), true),
        () -> steps.atlases().pictures(Solids.chart(side, side), true));
  }

  private KernelTime time(
      String step, boolean isPartOfMesh, Runnable onProcessor, Runnable onDevice) {
    double[] processor = new double[passes];
    double[] device = new double[passes];
    double[] host = new double[passes];
    for (int pass = -passes; pass < passes; pass++) {
      double ours = millis(onProcessor);
      double theirs = millis(onDevice);
      double waited = between.take() / NANOS_PER_MILLI;
      if (pass >= 0) {
        processor[pass] = ours;
        device[pass] = theirs - waited;
        host[pass] = waited;
      }
    }
    return new KernelTime(step, isPartOfMesh, median(processor), median(device), median(host));
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
