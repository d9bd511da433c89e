package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
}
