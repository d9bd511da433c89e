package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.DepthMaps;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.image.Cutout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ONNX Runtime itself, on the processor, with the small model. */
class OnnxModelTest {
  private static final int SIDE = 64;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void run_batch_isWhatEachIsAlone(Precision precision) {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest());
    try (OnnxModel model = open(Fixtures.manifest())) {
      List<float[]> pictures = new ArrayList<>();
      for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
        Cutout cutout = Silhouettes.cutout(Silhouettes.odd(kind, 48, kind));
        pictures.add(manifest.input().tensor(cutout, SIDE));
      }

      List<DepthMaps> together = model.run(pictures, SIDE, precision, true);

      for (int i = 0; i < pictures.size(); i++) {
        DepthMaps alone = model.run(pictures.subList(i, i + 1), SIDE, precision, true).get(0);
        assertThat(together.get(i).front()).isEqualTo(alone.front());
        assertThat(together.get(i).back()).isEqualTo(alone.back());
      }
    }
  }

  @Test
  void run_precisions_differALittle() {
    try (OnnxModel model = open(Fixtures.manifest())) {
      float[] exact = front(model, Precision.FP32);
      for (Precision less : List.of(Precision.FP16, Precision.INT8)) {
        float[] rough = front(model, less);
        double most = 0;
        for (int i = 0; i < exact.length; i++) {
          most = Math.max(most, Math.abs(exact[i] - rough[i]));
        }
        assertThat(most).as("%s", less).isBetween(1e-7, 0.05);
      }
    }
  }

  @Test
  void run_fewerPixels_isTheSameShape() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest());
    Cutout disc = Silhouettes.cutout(Silhouettes.disc(SIDE, SIDE * Cutout.FILL / 2));
    try (OnnxModel model = open(Fixtures.manifest())) {
      DepthMaps half =
          model.run(List.of(manifest.input().tensor(disc, 32)), 32, Precision.FP32, true).get(0);
      assertThat(half.side()).isEqualTo(32);
      assertThat(half.front()[16 * 32 + 16]).isBetween(0.3f, 0.6f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rgba\" | \"rgb\" | fp32: model: ",
        "\"picture\" | \"image\" | fp32: model: ",
        "\"depths\" | \"heights\" | fp32: model: ",
      })
  void open_manifestThatTheModelDoesNotKeep_isRefused(String from, String to, String message)
      throws IOException {
    Path manifest = Fixtures.copy(folder);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace(from, to));

    assertThatThrownBy(() -> open(manifest))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void open_damagedWeights_areRefusedByTheirDigest() throws IOException {
    Path manifest = Fixtures.copy(folder);
    Path weights = folder.resolve("depth2-fp16.onnx");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);

    assertThatThrownBy(() -> open(manifest))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("depth2-fp16.onnx: sha256 ");
  }

  @Test
  void open_noModelAtAll_isRefused() throws IOException {
    Path manifest = Fixtures.copy(folder);
    Path weights = folder.resolve("depth2-fp32.onnx");
    String known = Sha256.of(weights);
    Files.writeString(weights, "not a model");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace(known, Sha256.of(weights)));

    assertThatThrownBy(() -> open(manifest))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("depth2-fp32.onnx: ");
  }

  @Test
  void open_absentWeights_areRefused() throws IOException {
    Path manifest = Fixtures.copy(folder);
    Files.delete(folder.resolve("depth2-int8.onnx"));

    assertThatThrownBy(() -> open(manifest))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage("depth2-int8.onnx: unreadable (expected: a model)");
  }

  @Test
  void open_deviceWanted_saysWhyThereIsNone() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest());
    try (OnnxModel model = OnnxModel.open(manifest, 1, true, () -> 0)) {
      assertThat(model.isOnDevice()).isEqualTo(model.provider().equals("cuda"));
      assertThat(model.provider()).matches("cuda|cpu \\(cuda refused: .+\\)");
    }
  }

  @Test
  void run_closed_isRefused() {
    OnnxModel model = open(Fixtures.manifest());
    model.close();
    assertThatThrownBy(
            () -> model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, true))
        .hasMessage("model: closed (expected: open)");
  }

  private static float[] front(OnnxModel model, Precision precision) {
    ModelInput input = ManifestReader.read(Fixtures.manifest()).input();
    Cutout cutout = Silhouettes.cutout(Silhouettes.odd(6, 96, 11));
    return model.run(List.of(input.tensor(cutout, SIDE)), SIDE, precision, true).get(0).front();
  }

  private static OnnxModel open(Path manifest) {
    return OnnxModel.open(ManifestReader.read(manifest), 1, false, () -> 0);
  }
}
