package io.orfeas.inference.proof;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.DistanceTransform;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.CutoutFramer;
import io.orfeas.inference.image.Foreground;
import io.orfeas.inference.image.ForegroundSegmenter;
import io.orfeas.inference.image.ImageDecoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VertexNormals;
import io.orfeas.inference.pipeline.DeviceSurface;
import io.orfeas.inference.texture.TexturePyramid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Times each step of one picture's finest mesh, on the processor and on a device. */
public final class KernelTimes {
  private static final int SMOOTHING = 3;
  private static final float HALF = 0.5f;
  private static final double NANOS_PER_MILLI = 1e6;

  private final BulkKernels kernels;
  private final int passes;

  private KernelTimes(BulkKernels kernels, int passes) {
    this.kernels = kernels;
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
    TriangleMesh mesh = SurfaceExtractor.extract(shell, grid, SMOOTHING, SurfaceKernel.CPU);
    return List.of(
        times.distances(shell),
        times.surface(shell, grid),
        times.normals(mesh),
        times.filling(texture));
  }

  private KernelTime distances(DepthShell shell) {
    float[] cost = new float[shell.outline().length];
    for (int i = 0; i < cost.length; i++) {
      cost[i] = shell.outline()[i] < 0 ? HALF : Float.POSITIVE_INFINITY;
    }
    return time(
        "distance transform, %1$d × %1$d".formatted(shell.side()),
        true,
        () -> DistanceTransform.nearest(cost, shell.side()),
        () -> kernels.nearestSites(cost, shell.side(), MemoryUse.UNCOUNTED));
  }

  private KernelTime surface(DepthShell shell, int grid) {
    SurfaceKernel device = new DeviceSurface(kernels, MemoryUse.UNCOUNTED);
    return time(
        "field, extraction and smoothing, %d³".formatted(grid),
        true,
        () -> SurfaceExtractor.extract(shell, grid, SMOOTHING, SurfaceKernel.CPU),
        () -> SurfaceExtractor.extract(shell, grid, SMOOTHING, device));
  }

  private KernelTime normals(TriangleMesh mesh) {
    return time(
        "normals of %d triangles".formatted(mesh.triangleCount()),
        true,
        () -> VertexNormals.of(mesh),
        () -> kernels.normals(mesh.positions(), mesh.triangles(), MemoryUse.UNCOUNTED));
  }

  private KernelTime filling(int side) {
    float[] texels = Solids.texels(side, side, new Random(side));
    return time(
        "texture filling, %1$d × %1$d".formatted(side),
        false,
        () -> TexturePyramid.pull(texels.clone(), side, side).push(),
        () -> kernels.filledPyramid(texels, side, side, MemoryUse.UNCOUNTED));
  }

  private KernelTime time(
      String step, boolean isPartOfMesh, Runnable onProcessor, Runnable onDevice) {
    double[] processor = new double[passes];
    double[] device = new double[passes];
    for (int pass = -passes; pass < passes; pass++) {
      double ours = millis(onProcessor);
      double theirs = millis(onDevice);
      if (pass >= 0) {
        processor[pass] = ours;
        device[pass] = theirs;
      }
    }
    return new KernelTime(step, isPartOfMesh, median(processor), median(device));
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
