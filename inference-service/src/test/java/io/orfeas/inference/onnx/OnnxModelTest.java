package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.field.DepthMaps;
import io.orfeas.inference.field.GuessedField;
import io.orfeas.inference.field.SampledField;
import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.image.Cutout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

      List<DepthMaps> together = depths(model.run(pictures, SIDE, precision, true));

      for (int i = 0; i < pictures.size(); i++) {
        DepthMaps alone =
            depths(model.run(pictures.subList(i, i + 1), SIDE, precision, true)).get(0);
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
      float[] picture = manifest.input().tensor(disc, 32);
      DepthMaps half = depths(model.run(List.of(picture), 32, Precision.FP32, true)).get(0);
      assertThat(half.side()).isEqualTo(32);
      assertThat(half.front()[16 * 32 + 16]).isBetween(0.3f, 0.6f);
    }
  }

  @Test
  void run_threePlanes_sayHowFarTheyAreBelieved() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest("believed"));
    Cutout disc = Silhouettes.cutout(Silhouettes.disc(SIDE, SIDE * Cutout.FILL / 2));
    float[] picture = manifest.input().tensor(disc, SIDE);
    try (OnnxModel model = open(Fixtures.manifest("believed"))) {
      DepthMaps maps = depths(model.run(List.of(picture), SIDE, Precision.FP32, true)).get(0);
      int middle = SIDE / 2 * SIDE + SIDE / 2;
      float gray =
          (picture[middle] + picture[SIDE * SIDE + middle] + picture[2 * SIDE * SIDE + middle]) / 3;
      assertThat(maps.confidence().orElseThrow()[middle]).isCloseTo(gray, within(1e-5f));
      assertThat(maps.front()[middle]).isBetween(0.3f, 0.6f);
    }
  }

  @Test
  void run_field_isAVolumeThatStandsUpright() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest("field"));
    float[] upperHalf = Silhouettes.coverage(SIDE, (x, y) -> Math.hypot(x - 24, y - 20) < 10);
    float[] picture = manifest.input().tensor(Silhouettes.cutout(upperHalf), SIDE);
    try (OnnxModel model = open(Fixtures.manifest("field"))) {
      GuessedField guess =
          (GuessedField) model.run(List.of(picture), SIDE, Precision.FP32, true).get(0);
      SampledField field = guess.field();
      assertThat(field.side()).isEqualTo(SIDE);
      int up = SIDE - 1 - 20;
      assertThat(field.value(24, up, 32)).as("inside").isNegative();
      assertThat(field.value(24, 20, 32)).as("the lower half is empty").isPositive();
      assertThat(field.value(24, up, 60)).as("before it").isPositive();
      assertThat(field.value(24, up, 3)).as("behind it").isPositive();
      assertThat(field.value(40, up, 32)).as("the right half is empty").isNotNegative();
    }
  }

  @Test
  void run_fieldWithLevelAndScale_isTakenBothInTheirOrder() throws IOException {
    Path manifest = Fixtures.copy(folder).resolveSibling("field.json");
    SampledField plain = field(manifest);
    String text = Files.readString(manifest);
    String output = "\"name\": \"field\"\n  },";
    assertThat(text).contains(output);
    String other = "\"name\": \"field\", \"level\": 0.25, \"scale\": -2},";
    Files.writeString(manifest, text.replace(output, other));

    SampledField turned = field(manifest);

    for (int i = 21 * SIDE * SIDE + SIDE + 1; i < 22 * SIDE * SIDE - 2 * SIDE; i += SIDE + 1) {
      assertThat(turned.values()[i]).isCloseTo((plain.values()[i] - .25f) * -2, within(1e-5f));
    }
  }

  private static SampledField field(Path manifest) {
    ModelInput input = ManifestReader.read(manifest).input();
    float[] picture = input.tensor(Silhouettes.cutout(Silhouettes.disc(SIDE, 20)), SIDE);
    try (OnnxModel model = open(manifest)) {
      return ((GuessedField) model.run(List.of(picture), SIDE, Precision.FP32, true).get(0))
          .field();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rgba\" | \"rgb\" | fp32: model: ",
        "\"picture\" | \"image\" | fp32: model: ",
        "\"depths\" | \"heights\" | fp32: model: ",
        "\"kind\": \"depth2\" | \"kind\": \"field\" | depths: [2, 2, 64, 64] (expected: [2, S, S, S]",
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
    try (OnnxModel model = OnnxModel.open(manifest, 1, Optional.of(new CudaSessions()))) {
      assertThat(model.isOnDevice()).isEqualTo(model.provider().equals("cuda"));
      assertThat(model.provider()).matches("cuda|cpu \\(cuda refused: .+\\)");
    }
  }

  @Test
  void open_deviceThatHasEverything_isUsed() {
    FakeDevice device = new FakeDevice();
    try (OnnxModel model = open(device)) {
      assertThat(model.provider()).isEqualTo("cuda");
      assertThat(model.isOnDevice()).isTrue();
      int tried = device.runs;

      model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, true);
      model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, false);

      assertThat(device.runs).isEqualTo(tried + 1);
    }
  }

  @Test
  void open_noDeviceMemoryForTheWeights_runsOnTheProcessorAndSaysWhy() {
    FakeDevice device = new FakeDevice();
    device.sessionFault = new OrtException("BFCArena: Failed to allocate memory for 4 bytes");
    try (OnnxModel model = open(device)) {
      assertThat(model.provider())
          .isEqualTo(
              "cpu (cuda refused: device memory: none left for depth2-fp32.onnx"
                  + " (expected: some))");
      assertThat(model.isOnDevice()).isFalse();
      model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, true);
      assertThat(device.runs).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED | device memory: none left for 2 pictures",
        "CUDA failure 719: unspecified launch failure | CUDA failure 719"
      })
  void open_deviceThatFailsTheTrial_runsOnTheProcessorAndSaysWhy(String fault, String reason) {
    FakeDevice device = new FakeDevice();
    device.runFault = new OrtException(fault);
    try (OnnxModel model = open(device)) {
      assertThat(model.provider()).startsWith("cpu (cuda refused: " + reason);
      model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.INT8, true);
    }
  }

  @Test
  void run_deviceRunsOutOfMemory_isThatAndNotAFault() {
    FakeDevice device = new FakeDevice();
    try (OnnxModel model = open(device)) {
      device.runFault = new OrtException("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED");

      assertThatThrownBy(
              () -> model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, true))
          .isInstanceOf(DeviceOutOfMemoryException.class);
    }
  }

  @Test
  void run_deviceFails_isThatAndTheProcessorStillDoesIt() {
    FakeDevice device = new FakeDevice();
    try (OnnxModel model = open(device)) {
      device.runFault = new OrtException("CUDA failure 700: an illegal memory access");

      assertThatThrownBy(
              () -> model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, true))
          .isInstanceOf(DeviceFailureException.class);
      assertThat(model.run(List.of(new float[4 * SIDE * SIDE]), SIDE, Precision.FP32, false))
          .hasSize(1);
    }
  }

  private static OnnxModel open(OnnxDevice device) {
    return OnnxModel.open(ManifestReader.read(Fixtures.manifest()), 1, Optional.of(device));
  }

  /** A device that is the processor, and fails as the test says. */
  private static final class FakeDevice implements OnnxDevice {
    private @Nullable OrtException sessionFault;
    private @Nullable OrtException runFault;
    private int asked;
    private int runs;

    @Override
    public void addTo(OrtSession.SessionOptions options) throws OrtException {
      // The first time it is only asked whether it is there.
      if (asked++ > 0 && sessionFault != null) {
        throw sessionFault;
      }
    }

    @Override
    public OrtSession.Result run(
        OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs)
        throws OrtException {
      runs++;
      if (runFault != null) {
        throw runFault;
      }
      return session.run(inputs, outputs);
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
    float[] picture = input.tensor(cutout, SIDE);
    return depths(model.run(List.of(picture), SIDE, precision, true)).get(0).front();
  }

  private static List<DepthMaps> depths(List<ShapeGuess> guesses) {
    return guesses.stream().map(DepthMaps.class::cast).toList();
  }

  private static OnnxModel open(Path manifest) {
    return OnnxModel.open(ManifestReader.read(manifest), 1, Optional.empty());
  }
}
