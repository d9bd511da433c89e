package io.orfeas.inference.proof;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.DistanceTransform;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VertexNormals;
import io.orfeas.inference.pipeline.DeviceSurface;
import io.orfeas.inference.texture.TexturePyramid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Every kernel of a device beside the processor's own code, on sizes that fit no block. */
public final class KernelParity {
  private static final int[] SIDES = {1, 2, 3, 17, 64, 101, 255, 511};
  private static final double[] SHARES = {0, 0.001, 0.05, 1};
  private static final int[][] SURFACES = {
    {17, 8, 0}, {33, 9, 1}, {64, 31, 2}, {127, 65, 5}, {201, 129, 3}, {97, 257, 2}, {359, 255, 3}
  };
  private static final int[][] TEXTURES = {{1, 1}, {2, 1}, {1, 8}, {16, 16}, {64, 32}, {256, 512}};
  private static final int NOISES = 12;
  private static final double NORMALS_ALLOWED = 1e-6;

  private final BulkKernels kernels;

  private KernelParity(BulkKernels kernels) {
    this.kernels = kernels;
  }

  /** Tries all kernels; takes some seconds, most of them on the processor. */
  public static List<Parity> of(BulkKernels kernels) {
    KernelParity parity = new KernelParity(kernels);
    return List.of(parity.distances(), parity.surfaces(), parity.normals(), parity.pyramids());
  }

  private Parity distances() {
    Deviation deviation = new Deviation();
    for (int side : SIDES) {
      for (double share : SHARES) {
        float[] cost = Solids.cost(side, share, new Random(side));
        deviation.add(
            kernels.nearestSites(cost, side, MemoryUse.UNCOUNTED),
            DistanceTransform.nearest(cost, side));
      }
    }
    String sizes =
        Arrays.stream(SIDES).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    return deviation.of("distance transform", sizes + " squared", 0);
  }

  private Parity surfaces() {
    Deviation deviation = new Deviation();
    for (int[] size : SURFACES) {
      surface(deviation, Solids.balls(size[0], new Random(size[0])), size[1], size[2]);
    }
    for (int seed = 0; seed < NOISES; seed++) {
      Random random = new Random(seed);
      surface(deviation, Solids.noise(9 + random.nextInt(50), random), 8 + random.nextInt(90), 2);
    }
    return deviation.of("field, extraction and smoothing", "grids of 8 to 257, noise among it", 0);
  }

  private void surface(Deviation deviation, DepthShell shell, int grid, int smoothing) {
    SurfaceKernel device = new DeviceSurface(kernels, MemoryUse.UNCOUNTED);
    TriangleMesh ours = SurfaceExtractor.extract(shell, grid, smoothing, device);
    TriangleMesh theirs = SurfaceExtractor.extract(shell, grid, smoothing, SurfaceKernel.CPU);
    deviation.add(ours.triangles(), theirs.triangles());
    deviation.add(ours.positions(), theirs.positions());
  }

  private Parity normals() {
    Deviation deviation = new Deviation();
    for (int[] size : SURFACES) {
      TriangleMesh mesh =
          SurfaceExtractor.extract(Solids.balls(size[0], new Random(size[0])), size[1]);
      deviation.add(
          kernels.normals(mesh.positions(), mesh.triangles(), MemoryUse.UNCOUNTED),
          VertexNormals.of(mesh));
    }
    return deviation.of("normals", "surfaces of grids of 8 to 257", NORMALS_ALLOWED);
  }

  private Parity pyramids() {
    Deviation deviation = new Deviation();
    for (int[] size : TEXTURES) {
      float[] texels = Solids.texels(size[0], size[1], new Random(size[0]));
      List<float[]> ours = kernels.filledPyramid(texels, size[0], size[1], MemoryUse.UNCOUNTED);
      TexturePyramid theirs = TexturePyramid.pull(texels.clone(), size[0], size[1]).push();
      for (int level = 0; level < ours.size(); level++) {
        deviation.add(ours.get(level), theirs.level(level));
      }
    }
    return deviation.of("texture filling", "1 x 1 to 256 x 512, all levels", 0);
  }
}
