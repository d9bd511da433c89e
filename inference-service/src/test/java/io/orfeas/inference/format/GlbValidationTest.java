package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.texture.AtlasTexturer;
import io.orfeas.inference.texture.TextureOptions;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the Khronos validator over what is written; not one message is accepted. */
class GlbValidationTest {
  private static final Path VALIDATOR = Path.of("src/test/glb").toAbsolutePath();

  @TempDir Path dir;

  @Test
  void write_everyVariant_passesTheKhronosValidator() throws Exception {
    Path node = Requires.program("node");
    Requires.present(
        "gltf-validator (npm ci in inference-service/src/test/glb)",
        Files.isDirectory(VALIDATOR.resolve("node_modules/gltf-validator")));
    List<String> command = new ArrayList<>(List.of(node.toString(), "validate.mjs"));
    for (Path file : variants()) {
      command.add(file.toString());
    }
    Process process =
        new ProcessBuilder(command).directory(VALIDATOR.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private List<Path> variants() throws IOException {
    ExportOptions standing =
        ExportOptions.DEFAULT.withOriginAt(ExportOptions.OriginAt.BASE).withHeightMeters(.3);
    ExportOptions small = standing.withCompression(ExportOptions.Compression.QUANTIZE);
    return List.of(
        file("small.glb", ExportFixtures.texturedTorus(true), small),
        file("small-sphere.glb", textured(ExportFixtures.sphere(40, 80), 64), small),
        file("plain.glb", ExportFixtures.texturedTorus(false), ExportOptions.DEFAULT),
        file("normal-map.glb", ExportFixtures.texturedTorus(true), standing),
        file("box.glb", textured(ExportFixtures.box(.3f, 1, .2f), 64), ExportOptions.DEFAULT),
        file("jpeg.glb", textured(ExportFixtures.sphere(16, 32), 1024), ExportOptions.DEFAULT),
        file("wide.glb", textured(ExportFixtures.torus(260, 260), 64), standing));
  }

  private static TexturedMesh textured(TriangleMesh mesh, int side) {
    Cutout cutout = ExportFixtures.disc(side, (x, y) -> x << 16 ^ y << 7 ^ x * y);
    return AtlasTexturer.texture(
        mesh, ExportFixtures.normals(mesh), cutout, TextureOptions.colorOnly(1024));
  }

  private Path file(String name, TexturedMesh mesh, ExportOptions options) throws IOException {
    return Files.write(dir.resolve(name), GlbWriter.write(mesh, options));
  }
}
