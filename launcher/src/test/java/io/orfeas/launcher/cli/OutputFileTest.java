package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.glb,,glb",
    "a.OBJ,,obj",
    "a.obj.zip,,obj",
    "a.stl,,stl",
    "a.bin,,glb",
    "a.bin,PLY,ply",
  })
  void of_outputName_tellsTheFormat(String output, String format, String expected) {
    OutputFile file = OutputFile.of(Path.of("x.png"), folder.resolve(output), format);

    assertThat(file.format()).isEqualTo(expected);
  }

  @Test
  void of_noOutput_isNamedAfterThePicture() {
    assertThat(OutputFile.of(Path.of("some/cat.v2.jpeg"), null, null).path())
        .isEqualTo(Path.of("cat.v2.glb"));
  }

  @Test
  void of_unusable_saysWhatWouldWork() {
    assertThatThrownBy(() -> OutputFile.of(Path.of("x.png"), null, "fbx"))
        .hasMessage("format: fbx (expected: glb|obj|stl|ply)");
    assertThatThrownBy(() -> OutputFile.of(Path.of("x.png"), folder.resolve("no/such/a.glb"), null))
        .hasMessageContaining("(expected: a file in a folder that exists)");
  }

  @Test
  void write_obj_isUnpackedBesideItsMaterial() throws IOException {
    OutputFile.of(Path.of("x.png"), folder.resolve("cat.obj"), null)
        .write(zip("model.obj", "../model.mtl", "texture.png"));

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("cat.obj", "model.mtl", "texture.png");
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
