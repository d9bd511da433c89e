package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads mesh files with other people's libraries, and validates GLB, all in Node.js. */
final class ForeignReaders {
  private static final Path TOOLS = Repository.root().resolve("inference-service/src/test/glb");

  private final Path node;

  /**
   * What a reader made of a file.
   *
   * @param geometry as it lies in the scene
   * @param uvs u, v per vertex; empty when the file has none
   */
  record ReadMesh(TriangleMesh geometry, float[] uvs) {}

  ForeignReaders() {
    node = Requires.program("node");
    Requires.present(
        "mesh readers (npm ci in inference-service/src/test/glb)",
        Files.isDirectory(TOOLS.resolve("node_modules/three"))
            && Files.isDirectory(TOOLS.resolve("node_modules/gltf-validator")));
  }

  /** Fails with the validator's messages, if there is one. */
  void validate(List<Path> glbs) {
    run("validate.mjs", glbs);
  }

  /** The meshes in the files, GLB, OBJ, STL or PLY, in their order. */
  List<ReadMesh> read(List<Path> files) {
    run("read.mjs", files);
    return files.stream().map(file -> parse(Path.of(file + ".mesh"))).toList();
  }

  private static ReadMesh parse(Path file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      float[] positions = new float[3 * in.getInt()];
      float[] uvs = new float[2 * in.getInt()];
      int[] corners = new int[in.getInt()];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = in.getFloat();
      }
      for (int i = 0; i < uvs.length; i++) {
        uvs[i] = in.getFloat();
      }
      for (int i = 0; i < corners.length; i++) {
        corners[i] = in.getInt();
      }
      return new ReadMesh(new TriangleMesh(positions, corners), uvs);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void run(String script, List<Path> files) {
    List<String> command = new ArrayList<>(List.of(node.toString(), script));
    files.forEach(file -> command.add(file.toString()));
    try {
      Process process =
          new ProcessBuilder(command).directory(TOOLS.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }
}
