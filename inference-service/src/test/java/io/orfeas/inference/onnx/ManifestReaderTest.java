package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  @TempDir private Path folder;

  @Test
  void read_fixture_hasWhatItSays() {
    ModelManifest manifest = ManifestReader.read(Fixtures.manifest());

    assertThat(manifest.name()).isEqualTo("onnx");
    assertThat(manifest.input().side()).isEqualTo(64);
    assertThat(manifest.input().channels()).isEqualTo(4);
    assertThat(manifest.variants()).containsOnlyKeys(Precision.values());
    assertThat(manifest.digest()).hasSize(64);
    assertThat(manifest.variants().get(Precision.INT8).file()).isAbsolute().exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"depth2\" | \"triplane\" | kind: triplane (expected: depth2|field)",
        "\"orthographic\" | \"pinhole\" | camera: pinhole (expected: orthographic)",
        "\"onnx\" | \"classical\" | name: classical (expected: another)",
        "\"onnx\" | \"../x\" | name: ../x (expected: a to z, 0 to 9 and -)",
        "64 | 65.5 | side: 65.5 (expected: 16..1024)",
        "64 | 4096 | side: 4096.0 (expected: 16..1024)",
        "32 | 128 | min_side: 128.0 (expected: 16..64)",
        "\"rgba\" | \"cmyk\" | channels: cmyk (expected: rgb|rgba)",
        "\"name\": \"depths\" | \"level\": 0.5 | output.level: 0.5 (expected: 0 where depths are answered)",
        "\"fp16\" | \"fp64\" | variants: fp64 (expected: fp32|fp16|int8)",
        "\"sha256\": \" | \"sha256\": \"F | expected: 64 lower-case hexadecimal characters",
        "\"variants\" | \"others\" | variants: null (expected: an object)",
        "{ | [ | depth2.json",
        "64 | \"wide\" | depth2.json",
      })
  void read_wrongValue_isRefusedWithIt(String from, String to, String message) throws IOException {
    Path manifest = Fixtures.copy(folder);
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replaceFirst(java.util.regex.Pattern.quote(from), to));

    assertThatThrownBy(() -> ManifestReader.read(manifest))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void read_occupancy_hasItsLevel() throws IOException {
    Path folder = Files.createDirectory(this.folder.resolve("field"));
    Path manifest = Fixtures.copy(folder).resolveSibling("field.json");
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replace("\"name\": \"field\"\n", "\"level\": 0.5, \"scale\": -1\n"));

    ModelManifest read = ManifestReader.read(manifest);

    assertThat(read.kind()).isEqualTo(ModelKind.FIELD);
    assertThat(read.outputName()).isEqualTo("field");
    assertThat(read.outputLevel()).isEqualTo(0.5f);
    assertThat(read.outputScale()).isEqualTo(-1f);
  }

  @Test
  void read_everyTruncation_isRefusedAndNothingElse() throws IOException {
    Path manifest = Fixtures.copy(folder);
    String text = Files.readString(manifest).strip();
    for (int length = 0; length < text.length(); length++) {
      Files.writeString(manifest, text.substring(0, length));
      assertThatThrownBy(() -> ManifestReader.read(manifest))
          .isInstanceOf(ModelRefusedException.class);
    }
  }

  @Test
  void read_absent_saysSo() {
    assertThatThrownBy(() -> ManifestReader.read(folder.resolve("none.json")))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageEndingWith("none.json: unreadable (expected: a manifest)");
  }

  @Test
  void nearest_formats_areTheNextThatIsThere() {
    ModelManifest some = Fixtures.manifest(Precision.FP32, Precision.INT8);
    assertThat(some.nearest(Precision.FP32)).isEqualTo(Precision.FP32);
    assertThat(some.nearest(Precision.FP16)).isEqualTo(Precision.INT8);
    assertThat(Fixtures.manifest(Precision.FP16).nearest(Precision.INT8)).isEqualTo(Precision.FP16);
  }
}
