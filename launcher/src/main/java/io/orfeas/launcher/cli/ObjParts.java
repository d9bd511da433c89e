package io.orfeas.launcher.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an OBJ beside its material and textures.
 *
 * <p>In the archive the parts have the same names for every mesh. In a folder with other meshes
 * each needs its own, so the parts are named after the OBJ, also where they refer to each other.
 */
final class ObjParts {
  private static final String MESH = ".obj";
  private static final String MATERIAL = ".mtl";

  /** Where the numbers begin: nothing refers to a file from here on. */
  private static final String FIRST_VERTEX = "\nv ";

  private final String stem;

  private ObjParts(String stem) {
    this.stem = stem;
  }

  /**
   * Parts of an OBJ.
   *
   * @param name its file name without the ending
   */
  static ObjParts of(String name) {
    return new ObjParts(oneWord(name));
  }

  /**
   * Writes all files.
   *
   * @param archive of {@code ObjWriter}
   * @param mesh where the OBJ goes; the others go beside it
   */
  void write(byte[] archive, Path mesh) throws IOException {
    Map<String, byte[]> files = unzip(archive);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey();
      Path target = name.endsWith(MESH) ? mesh : mesh.resolveSibling(partName(name));
      Files.write(target, withNames(name, file.getValue(), files));
    }
  }

  /** {@code cat.mtl}, but {@code cat-texture.jpg}: {@code cat.jpg} may be the picture itself. */
  private String partName(String name) {
    return name.endsWith(MATERIAL) ? stem + MATERIAL : stem + "-" + name;
  }

  private byte[] withNames(String name, byte[] bytes, Map<String, byte[]> files) {
    if (!name.endsWith(MESH) && !name.endsWith(MATERIAL)) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(FIRST_VERTEX);
    String head = end < 0 ? text : text.substring(0, end + 1);
    String named = head;
    for (String part : files.keySet()) {
      named = named.replace(" " + part + "\n", " " + partName(part) + "\n");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + named.length());
    out.writeBytes(named.getBytes(StandardCharsets.UTF_8));
    out.write(bytes, head.length(), bytes.length - head.length());
    return out.toByteArray();
  }

  private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(String.valueOf(Path.of(entry.getName()).getFileName()), zip.readAllBytes());
      }
    }
    return files;
  }

  /**
   * Readers take a space or a leading hyphen for the end of a name or an option. Names that differ
   * there only still get different parts.
   */
  private static String oneWord(String name) {
    String word = name.replaceAll("\\s|^-", "_");
    return word.equals(name) ? name : word + "-" + Integer.toHexString(name.hashCode());
  }
}
