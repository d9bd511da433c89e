package io.orfeas.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a mesh goes and in which format.
 *
 * @param path the file
 * @param format {@code glb}, {@code obj}, {@code stl} or {@code ply}
 */
record OutputFile(Path path, String format) {
  private static final List<String> FORMATS = List.of("glb", "obj", "stl", "ply");

  /** Fills in what was left out: the name from the picture, the format from the name. */
  static OutputFile of(Path picture, @Nullable Path output, @Nullable String format) {
    String chosen = format != null ? format.toLowerCase(Locale.ROOT) : byEnding(output);
    if (!FORMATS.contains(chosen)) {
      throw new UsageException(
          "format: " + chosen + " (expected: " + String.join("|", FORMATS) + ")");
    }
    Path path = output != null ? output : Path.of(stem(picture) + "." + chosen);
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new UsageException("output: " + path + " (expected: a file in a folder that exists)");
    }
    return new OutputFile(path, chosen);
  }

  /** Writes the mesh; an OBJ is unpacked, its material and textures beside it under its name. */
  void write(byte[] bytes) throws IOException {
    if (format.equals("obj") && !path.toString().endsWith(".zip")) {
      ObjParts.of(stem(path)).write(bytes, path);
    } else {
      Files.write(path, bytes);
    }
  }

  private static String byEnding(@Nullable Path output) {
    String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".obj.zip")) {
      return "obj";
    }
    return FORMATS.stream().filter(known -> name.endsWith("." + known)).findFirst().orElse("glb");
  }

  private static String stem(Path picture) {
    String name = String.valueOf(picture.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
