package io.orfeas.inference.proof;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.mesh.PlacedMesh;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.inference.texture.AtlasKernel;
import io.orfeas.inference.texture.TextureChart;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/** Every step of a device beside the processor's own code, on sizes that fit no block. */
public final class KernelParity {
  private static final int[] SIDES = {2, 3, 17, 64, 101, 255, 511};
  private static final double[] SHARES = {0, 0.001, 0.05, 1};
  private static final int[][] SURFACES = {
    {17, 8, 0}, {33, 9, 1}, {64, 31, 2}, {127, 65, 5}, {201, 129, 3}, {97, 257, 2}, {359, 255, 3}
  };
  private static final int[][] TEXTURES = {{2, 2}, {2, 8}, {8, 2}, {16, 16}, {64, 32}, {256, 512}};
  private static final int NOISES = 12;

  private final HeavySteps steps;

  private KernelParity(BulkKernels kernels) {
    steps = DeviceSteps.always(kernels);
  }

  /** Tries all steps; takes some seconds, most of them on the processor. */
  public static List<Parity> of(BulkKernels kernels) {
    KernelParity parity = new KernelParity(kernels);
    return List.of(parity.reliefs(), parity.surfaces(), parity.placings(), parity.textures());
  }

  private Parity reliefs() {
    Deviation deviation = new Deviation();
    for (int side : SIDES) {
      for (double share : SHARES) {
        float[] coverage = Solids.coverage(side, share, new Random(side));
        DepthShell ours = steps.reliefs().shell(coverage, side, Solids::slanted);
        DepthShell theirs = ReliefKernel.CPU.shell(coverage, side, Solids::slanted);
        deviation.add(ours.outline(), theirs.outline());
        deviation.add(ours.front(), theirs.front());
        deviation.add(ours.back(), theirs.back());
      }
    }
    String sizes =
        Arrays.stream(SIDES).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    return deviation.of("distances, balls and relief", sizes + " squared", 0);
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
    return deviation.of(
        "field, extraction, smoothing and normals", "grids of 8 to 257, noise among it", 0);
  }

  private void surface(Deviation deviation, DepthShell shell, int grid, int smoothing) {
    compare(
        deviation,
        steps.surfaces().surface(shell, grid, smoothing),
        SurfaceKernel.CPU.surface(shell, grid, smoothing));
  }

  private Parity placings() {
    Deviation deviation = new Deviation();
    for (int[] size : SURFACES) {
      TriangleMesh mesh =
          SurfaceExtractor.extract(Solids.balls(size[0], new Random(size[0])), size[1]);
      compare(deviation, steps.surfaces().placed(mesh), SurfaceKernel.CPU.placed(mesh));
    }
    return deviation.of("placing and normals", "surfaces of grids of 8 to 257", 0);
  }

  private static void compare(Deviation deviation, Surface made, Surface wanted) {
    PlacedMesh ours = made.placed();
    PlacedMesh theirs = wanted.placed();
    deviation.add(ours.seen().triangles(), theirs.seen().triangles());
    deviation.add(ours.seen().positions(), theirs.seen().positions());
    deviation.add(ours.placed().positions(), theirs.placed().positions());
    deviation.add(ours.normals(), theirs.normals());
  }

  private Parity textures() {
    Deviation deviation = new Deviation();
    for (int[] size : TEXTURES) {
      TextureChart chart = Solids.chart(size[0], size[1]);
      AtlasKernel.Pictures ours = steps.atlases().pictures(chart, true);
      AtlasKernel.Pictures theirs = AtlasKernel.CPU.pictures(Solids.chart(size[0], size[1]), true);
      deviation.add(ours.baseColor(), theirs.baseColor());
      deviation.add(
          Objects.requireNonNull(ours.normalMap()), Objects.requireNonNull(theirs.normalMap()));
    }
    return deviation.of("textures", "2 x 2 to 256 x 512, colours and normal map", 0);
  }
}
