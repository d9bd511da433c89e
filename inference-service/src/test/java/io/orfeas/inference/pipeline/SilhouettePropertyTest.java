package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is cut out, every stage is a closed, manifold, outward, textured mesh, the last within
 * its budget. Each case is named by shape and seed, which make it again.
 */
class SilhouettePropertyTest {
  private static final int SEEDS = 24;

  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());

  /** Every family of outlines that breaks geometry code. */
  private enum Family {
    CHECKERBOARD(0),
    NOISE(1),
    DUST(2),
    COMB(3),
    SPIRAL(4),
    THIN_LINES(5),
    ISLANDS(6),
    SINGLE_PIXEL(7),
    SOFT_NOISE(8),
    FULL(9),
    TOUCHING_CORNERS(10),
    AT_THE_BORDER(11),
    NET(12),
    NEEDLE(13);

    private final int kind;

    Family(int kind) {
      this.kind = kind;
    }

    float[] coverage(int side, Random random) {
      if (kind < Silhouettes.KINDS) {
        float[] coverage = Silhouettes.odd(kind, side, random.nextLong());
        // A picture without transparency to speak of is cut out in another way.
        Arrays.fill(coverage, 0, side, 0);
        return coverage;
      }
      int size = 2 + random.nextInt(6);
      int at = random.nextInt(side);
      return Silhouettes.coverage(
          side,
          (x, y) ->
              switch (this) {
                case TOUCHING_CORNERS ->
                    Math.abs(x - y) < side
                        && ((int) x / (4 * size) + (int) y / (4 * size)) % 2 == 0;
                case AT_THE_BORDER -> x < size || y > side - size || Math.hypot(x - at, y) < 9;
                case NET -> (int) x % (size + 2) == 0 || (int) y % (size + 3) == 0;
                default -> Math.abs(x - at) < .6 + size * .05;
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void run_anyOutline_makesSoundMeshesOnly(Family family) {
    int meshes = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed * 1009L + family.ordinal());
      int side = 24 + random.nextInt(80);
      byte[] picture = picture(family.coverage(side, random), side, random);
      GenerationOptions options = options(random);
      Auditor auditor = new Auditor(family + " seed " + seed, options.maxTriangles());
      try {
        pipeline.run(picture, options, auditor);
      } catch (ImageRejectedException empty) {
        assertThat(empty.reason()).as(auditor.name).isEqualTo(Reason.NO_FOREGROUND);
        continue;
      }
      assertThat(auditor.stages).as(auditor.name).isEqualTo(Stage.values().length);
      meshes++;
    }
    assertThat(meshes).as("pictures with something in them").isGreaterThan(SEEDS / 2);
  }

  private static GenerationOptions options(Random random) {
    Style style = Style.values()[random.nextInt(3)];
    return new GenerationOptions(
        1 + random.nextInt(2),
        Size.SMALL,
        style,
        400 + random.nextInt(2000),
        0,
        "classical",
        .25 + random.nextInt(8) * .25,
        Symmetry.values()[random.nextInt(3)]);
  }

  private static byte[] picture(float[] coverage, int side, Random random) {
    int[] argb = new int[side * side];
    int color = random.nextInt(1 << 24);
    for (int i = 0; i < argb.length; i++) {
      int alpha = Math.round(255 * Math.max(0, Math.min(1, coverage[i])));
      argb[i] = alpha << 24 | color ^ i % 64;
    }
    return PngEncoder.encode(new RgbaImage(side, side, argb));
  }

  /** Looks at each stage as it comes. */
  private static final class Auditor implements StageListener {
    private final String name;
    private final int budget;
    private int stages;

    private Auditor(String name, int budget) {
      this.name = name;
      this.budget = budget;
    }

    @Override
    public void accepted(ForegroundMask mask) {}

    @Override
    public void finished(StageResult result) {
      stages++;
      TexturedMesh mesh = GlbReader.read(result.glb());
      MeshAudit audit = MeshAudit.of(mesh.geometry());
      assertThat(audit.isSolid()).as("%s %s: %s", name, result.stage(), audit).isTrue();
      assertThat(mesh.uvs()).as(name).hasSize(2 * mesh.geometry().vertexCount());
      if (result.stage() == Stage.FINAL_OPTIMIZED) {
        assertThat(audit.triangles()).as(name).isLessThanOrEqualTo(Math.max(budget, least(audit)));
      }
    }

    /** A generous bound on what a surface with such parts and handles can be reduced to. */
    private static int least(MeshAudit audit) {
      int handles = audit.components() - audit.euler() / 2;
      return 60 * (audit.components() + handles);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
