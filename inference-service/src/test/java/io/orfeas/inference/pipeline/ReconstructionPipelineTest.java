package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
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
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** How far the final mesh reaches along an axis. */
  private static float extent(Recorder recorder, int axis) {
    float[] positions = GlbReader.read(recorder.results.get(3).glb()).geometry().positions();
    float far = 0;
    for (int i = axis; i < positions.length; i += 3) {
      far = Math.max(far, Math.abs(positions[i]));
    }
    return far;
  }

  private static byte[] ring() {
    int side = 200;
    int[] argb = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double r = Math.hypot(x - 99.5, y - 99.5);
        argb[y * side + x] = r > 45 && r < 85 ? 0xFF3060A0 + (x / 20 << 16) : 0;
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
