package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.field.TestVolumes;
import io.orfeas.inference.field.Volume;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Bending;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconstructionPipelineTest {
  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());

  @ParameterizedTest
  @EnumSource(Style.class)
  void run_pictureWithAHole_makesFourSoundMeshes(Style style) {
    Recorder recorder = new Recorder();
    GenerationOptions options = options(3, style, 2_000);

    pipeline.run(ring(), options, recorder);

    assertThat(recorder.results).extracting(StageResult::stage).containsExactly(Stage.values());
    for (StageResult result : recorder.results) {
      TexturedMesh mesh = GlbReader.read(result.glb());
      MeshAudit audit = MeshAudit.of(mesh.geometry());
      assertThat(audit.isSolid()).as("%s: %s", result.stage(), audit).isTrue();
      assertThat(audit.components()).isEqualTo(1);
      assertThat(audit.euler()).as("a ring has one hole").isZero();
      assertThat(result.faces()).isEqualTo(mesh.geometry().triangleCount());
      assertThat(result.vertices()).isEqualTo(mesh.geometry().vertexCount());
    }
    assertThat(recorder.results.get(3).faces()).isBetween(100, 2_000);
    assertThat(recorder.results.get(0).dimensions()).containsExactly(32, 32, 32);
  }

  /** A ring that the line of sight meets twice. */
  @Test
  void run_volume_makesFourSoundMeshesOfWhatNoShellHolds() {
    ReconstructionPipeline volumetric =
        new ReconstructionPipeline(
            ImageLimits.DEFAULT, List.of(new RingEstimator()), Simplifier.best(), HeavySteps.CPU);
    for (Symmetry symmetry : Symmetry.values()) {
      Recorder recorder = new Recorder();
      GenerationOptions options =
          new GenerationOptions(3, Size.MEDIUM, Style.REALISTIC, 2_000, 0, "ring", 1.2, symmetry);

      volumetric.run(ring(), options, recorder);

      assertThat(recorder.results).extracting(StageResult::stage).containsExactly(Stage.values());
      for (StageResult result : recorder.results) {
        MeshAudit audit = MeshAudit.of(GlbReader.read(result.glb()).geometry());
        assertThat(audit.isSolid()).as("%s: %s", result.stage(), audit).isTrue();
        assertThat(audit.euler()).as("%s", result.stage()).isZero();
      }
      assertThat(recorder.results.get(3).faces()).isBetween(100, 2_000);
      float wide = extent(recorder, 0);
      assertThat(extent(recorder, 2)).isCloseTo(1.2f * wide, within(.05f * wide));
    }
  }

  @Test
  void run_twice_givesIdenticalBytes() {
    Recorder first = new Recorder();
    Recorder second = new Recorder();

    pipeline.run(ring(), options(2, Style.REALISTIC, 4_000), first);
    pipeline.run(ring(), options(2, Style.REALISTIC, 4_000), second);

    for (int i = 0; i < 4; i++) {
      assertThat(second.results.get(i).glb()).isEqualTo(first.results.get(i).glb());
    }
  }

  @Test
  void run_depthScale_makesTheObjectDeeper() {
    Recorder flat = new Recorder();
    Recorder deep = new Recorder();

    pipeline.run(ring(), scaled(0.5), flat);
    pipeline.run(ring(), scaled(1.5), deep);

    assertThat(depth(deep)).isGreaterThan(2 * depth(flat));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 4})
  void run_depthScaleOfABall_isHowMuchDeeperItIs(double factor) {
    Recorder recorder = new Recorder();

    pipeline.run(disc(), scaled(factor), recorder);

    for (StageResult result : recorder.results) {
      TriangleMesh mesh = GlbReader.read(result.glb()).geometry();
      double ratio = extent(mesh, 2) / (double) extent(mesh, 0);
      assertThat(ratio).as("%s", result.stage()).isBetween(.8 * factor, 1.2 * factor);
      assertThat(MeshAudit.of(mesh).isSolid()).isTrue();
      if (result.stage() != Stage.VOXEL_PREVIEW) {
        assertThat(widthNearTheFront(mesh)).as("no flat cap, no spike").isBetween(.25, .7);
      }
    }
  }

  @Test
  void run_deepVolume_isAsDeepAsAskedForWithoutASpike() {
    ReconstructionPipeline volumetric =
        new ReconstructionPipeline(
            ImageLimits.DEFAULT, List.of(new RingEstimator()), Simplifier.best(), HeavySteps.CPU);
    Recorder once = new Recorder();
    Recorder deep = new Recorder();

    volumetric.run(ring(), volume(1), once);
    volumetric.run(ring(), volume(4), deep);

    double before = extent(once, 2) / (double) extent(once, 0);
    double after = extent(deep, 2) / (double) extent(deep, 0);
    assertThat(after / before).isBetween(3.4, 4.6);
    assertThat(widthNearTheFront(GlbReader.read(deep.results.get(3).glb()).geometry()))
        .isGreaterThan(.2);
  }

  @ParameterizedTest
  @CsvSource({"1, .8", "4, .55", "7, .5"})
  void run_stylized_isRounderAtEveryQuality(int quality, double most) {
    Recorder sharp = new Recorder();
    Recorder round = new Recorder();

    pipeline.run(cross(), options(quality, Style.REALISTIC, 1_000_000), sharp);
    pipeline.run(cross(), options(quality, Style.STYLIZED, 1_000_000), round);

    TriangleMesh before = GlbReader.read(sharp.results.get(3).glb()).geometry();
    TriangleMesh after = GlbReader.read(round.results.get(3).glb()).geometry();
    assertThat(Bending.of(after)).isLessThan(most * Bending.of(before));
    assertThat(MeshAudit.of(after).signedVolume())
        .as("its arms stay")
        .isGreaterThan(.8 * MeshAudit.of(before).signedVolume());
  }

  @Test
  void run_lowPoly_shadesEachTriangleFlat() {
    Recorder recorder = new Recorder();

    pipeline.run(ring(), options(3, Style.LOW_POLY, 500), recorder);

    TexturedMesh mesh = GlbReader.read(recorder.results.get(3).glb());
    float[] p = mesh.geometry().positions();
    float[] n = mesh.normals();
    int[] t = mesh.geometry().triangles();
    for (int i = 0; i < t.length; i += 3) {
      for (int corner = i; corner < i + 3; corner++) {
        for (int axis = 0; axis < 3; axis++) {
          assertThat(n[3 * t[corner] + axis]).isEqualTo(n[3 * t[i] + axis]);
        }
        assertThat(along(p, n, t[i], t[corner])).isCloseTo(0, within(1e-5));
      }
    }
  }

  @Test
  void run_cancelledAfterTheFirstStage_stopsThere() {
    Recorder recorder = new Recorder();
    recorder.stopAfter = 1;

    assertThatThrownBy(() -> pipeline.run(ring(), options(1, Style.REALISTIC, 100), recorder))
        .isInstanceOf(CancellationException.class);

    assertThat(recorder.results).hasSize(1);
  }

  @Test
  void run_emptyPicture_isRejectedBeforeAnyEvent() {
    Recorder recorder = new Recorder();
    byte[] empty = PngEncoder.encode(new RgbaImage(8, 8, new int[64]));

    assertThatThrownBy(() -> pipeline.run(empty, options(1, Style.REALISTIC, 100), recorder))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.NO_FOREGROUND));

    assertThat(recorder.accepted).isZero();
  }

  @Test
  void detailPlan_everyOption_growsWithQualityAndSize() {
    for (Size size : Size.values()) {
      int grid = 0;
      for (int quality = 1; quality <= 10; quality++) {
        DetailPlan plan =
            DetailPlan.of(
                new GenerationOptions(
                    quality, size, Style.REALISTIC, 100, 0, "classical", 1, Symmetry.AUTO));
        assertThat(plan.refinedGrid()).isGreaterThan(grid).isLessThanOrEqualTo(448);
        assertThat(plan.roughGrid()).isLessThanOrEqualTo(plan.refinedGrid());
        grid = plan.refinedGrid();
      }
    }
  }

  private static GenerationOptions options(int quality, Style style, int triangles) {
    return new GenerationOptions(
        quality, Size.MEDIUM, style, triangles, 0, "classical", 1, Symmetry.AUTO);
  }

  private static GenerationOptions scaled(double factor) {
    return new GenerationOptions(
        1, Size.MEDIUM, Style.REALISTIC, 1_000, 0, "classical", factor, Symmetry.AUTO);
  }

  private static float depth(Recorder recorder) {
    return extent(recorder, 2);
  }

  private static GenerationOptions volume(double factor) {
    return new GenerationOptions(
        3, Size.MEDIUM, Style.REALISTIC, 2_000, 0, "ring", factor, Symmetry.AUTO);
  }

  /** How far an edge rises over the plane through its start. */
  private static double along(float[] p, float[] n, int from, int to) {
    double rise = 0;
    for (int k = 0; k < 3; k++) {
      rise += n[3 * from + k] * ((double) p[3 * to + k] - p[3 * from + k]);
    }
    return rise;
  }

  /** Width of what lies in the front tenth of the depth, as a share of the whole width. */
  private static double widthNearTheFront(TriangleMesh mesh) {
    float[] p = mesh.positions();
    float front = extent(mesh, 2);
    float widest = 0;
    for (int i = 0; i < p.length; i += 3) {
      if (p[i + 2] > .8f * front) {
        widest = Math.max(widest, Math.abs(p[i]));
      }
    }
    return widest / extent(mesh, 0);
  }

  /** How far the final mesh reaches along an axis. */
  private static float extent(Recorder recorder, int axis) {
    return extent(GlbReader.read(recorder.results.get(3).glb()).geometry(), axis);
  }

  private static float extent(TriangleMesh mesh, int axis) {
    float[] positions = mesh.positions();
    float far = 0;
    for (int i = axis; i < positions.length; i += 3) {
      far = Math.max(far, Math.abs(positions[i]));
    }
    return far;
  }

  private static byte[] ring() {
    return picture(
        (x, y) -> Math.hypot(x - 100, y - 100) > 45 && Math.hypot(x - 100, y - 100) < 85);
  }

  private static byte[] disc() {
    return picture((x, y) -> Math.hypot(x - 100, y - 100) < 85);
  }

  private static byte[] cross() {
    return picture(
        (x, y) ->
            Math.abs(x - 100) < 22 && Math.abs(y - 100) < 85
                || Math.abs(x - 100) < 60 && Math.abs(y - 75) < 22);
  }

  private static byte[] picture(Silhouettes.Shape shape) {
    int side = 200;
    int[] argb = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inside = shape.contains(x + .5, y + .5);
        argb[y * side + x] = inside ? 0xFF3060A0 + (x / 20 << 16) : 0;
      }
    }
    return PngEncoder.encode(new RgbaImage(side, side, argb));
  }

  private static final class RingEstimator implements ShapeEstimator {
    @Override
    public String name() {
      return "ring";
    }

    @Override
    public String digest() {
      return "ring-1";
    }

    @Override
    public Shape estimate(Cutout cutout, int side) {
      return Volume.of(TestVolumes.ring(48));
    }
  }

  private static final class Recorder implements StageListener {
    private final List<StageResult> results = new ArrayList<>();
    private int accepted;
    private int stopAfter = Integer.MAX_VALUE;

    @Override
    public void accepted(ForegroundMask mask) {
      accepted++;
    }

    @Override
    public void finished(StageResult result) {
      results.add(result);
    }

    @Override
    public boolean isCancelled() {
      return results.size() >= stopAfter;
    }
  }
}
