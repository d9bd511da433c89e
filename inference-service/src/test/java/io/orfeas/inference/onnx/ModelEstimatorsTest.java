package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.ShapeEstimatorContract;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.field.Volume;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.gpu.vram.MemorySample;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramManager;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceKernel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelEstimatorsTest extends ShapeEstimatorContract {
  private static final BatchLimits LIMITS = new BatchLimits(8, Duration.ZERO, Duration.ofMillis(1));

  private final VramManager manager = new VramManager(new VramBudget(24 * VramBudget.GIB));
  private final ModelEstimators model = open(Optional.empty());

  @AfterEach
  void close() {
    model.close();
  }

  @Override
  protected ShapeEstimator estimator() {
    return model.all().get(0);
  }

  @Test
  void all_formats_areEstimatorsOfTheirOwn() {
    assertThat(model.all())
        .extracting(ShapeEstimator::name)
        .containsExactly("onnx", "onnx-fp32", "onnx-fp16", "onnx-int8");
    assertThat(model.all().stream().skip(1).map(ShapeEstimator::digest)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"20, onnx-fp32", "8, onnx-fp16", "3, onnx-int8"})
  void current_memoryLeft_decides(long freeGib, String name) {
    long free = freeGib * VramBudget.GIB;
    manager.add(
        new MemorySample(Instant.EPOCH, 24 * VramBudget.GIB, 24 * VramBudget.GIB - free, free));

    assertThat(estimator().current().name()).isEqualTo(name);
    assertThat(estimator().digest()).isEqualTo(estimator().current().digest());
    assertThat("onnx-" + model.precision().wireName()).isEqualTo(name);
  }

  @Test
  void current_formatForced_isThatOne() {
    try (ModelEstimators forced = open(Optional.of(Precision.INT8))) {
      assertThat(forced.all().get(0).current().name()).isEqualTo("onnx-int8");
    }
  }

  @Test
  void digest_weights_areInIt() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest());
    assertThat(model.all().get(1).digest())
        .contains(manifest.variants().get(Precision.FP32).sha256(), manifest.digest());
  }

  @Test
  void digest_depths_holdsThatOfTheEstimatorThatFillsIn() {
    assertThat(estimator().digest()).contains(new ClassicalShapeEstimator().digest());
  }

  @Test
  void estimate_field_isAVolumeOrASheet() {
    try (ModelEstimators field = open(Fixtures.manifest("field"), Optional.empty())) {
      ShapeEstimator estimator = field.all().get(0);
      assertThat(estimator.name()).isEqualTo("field");
      assertThat(estimator.digest()).startsWith("field-1:");
      Cutout disc = Silhouettes.cutout(Silhouettes.disc(96, 40));
      assertThat(estimator.estimate(disc, 64)).isInstanceOf(Volume.class);

      Cutout pixel = Silhouettes.cutout(Silhouettes.disc(96, 0.6));
      Shape sheet = estimator.estimate(pixel, 64);
      assertThat(sheet).as("too small for the model to see").isInstanceOf(DepthShell.class);
      Surface surface = SurfaceKernel.CPU.surfaceOf(sheet, 40, 3);
      assertThat(MeshAudit.of(surface.mesh()).isSolid()).isTrue();
    }
  }

  private ModelEstimators open(Optional<Precision> forced) {
    return open(Fixtures.manifest(), forced);
  }

  private ModelEstimators open(Path manifest, Optional<Precision> forced) {
    ModelMemory memory =
        new ModelMemory(
            Optional.empty(),
            () -> 0,
            () -> Optional.of(manager).filter(known -> known.last() != null),
            () -> {});
    return ModelEstimators.open(
        manifest, 1, forced, memory, LIMITS, () -> BatchTerms.DEFAULT, Fixtures.deaf());
  }
}
