package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjPartsTest {
  @TempDir Path folder;

  @Test
  void write_twoMeshesInOneFolder_eachKeepsItsOwnParts() throws IOException {
    write("a.obj", "png", "first");
    write("b.obj", "jpg", "second");

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "a.obj",
            "a.mtl",
            "a-texture.png",
            "a-normals.png",
            "b.obj",
            "b.mtl",
            "b-texture.jpg",
            "b-normals.png");
    assertThat(read("a.obj")).isEqualTo("# first\nmtllib a.mtl\nv 0 0 0\nusemtl model.mtl\n");
    assertThat(read("a.mtl"))
        .isEqualTo("newmtl x\nmap_Kd a-texture.png\nnorm a-normals.png\nmap_Bump a-normals.png\n");
    assertThat(read("a-texture.png")).isEqualTo("first");
    assertThat(read("b.obj")).startsWith("# second\nmtllib b.mtl\n");
    assertThat(read("b.mtl")).contains("map_Kd b-texture.jpg\n");
    assertThat(read("b-texture.jpg")).isEqualTo("second");
  }

  @Test
  void write_besideItsPictureAndOthers_leavesThemAlone() throws IOException {
    for (String name : new String[] {"a.jpg", "texture.jpg", "model.mtl"}) {
      Files.writeString(folder.resolve(name), "mine");
    }

    write("a.obj", "jpg", "made");

    assertThat(read("a.jpg") + read("texture.jpg") + read("model.mtl")).isEqualTo("mineminemine");
  }

  @Test
  void write_nameOfSeveralWords_refersToOneWordThatIsItsOwn() throws IOException {
    write("my cat.obj", "jpg", "spaced");
    write("my_cat.obj", "jpg", "joined");

    String library = library("my cat.obj");
    assertThat(library).doesNotContain(" ").isNotEqualTo(library("my_cat.obj"));
    assertThat(folder.resolve(library)).exists();
    assertThat(read("my_cat-texture.jpg")).isEqualTo("joined");
  }

  private String library(String name) throws IOException {
    return read(name)
        .lines()
        .filter(line -> line.startsWith("mtllib "))
        .findFirst()
        .orElseThrow()
        .substring("mtllib ".length());
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private void write(String name, String ending, String content) throws IOException {
    OutputFile.of(Path.of("x.png"), folder.resolve(name), null).write(archive(ending, content));
  }

  private static byte[] archive(String ending, String content) throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("model.obj", "# " + content + "\nmtllib model.mtl\nv 0 0 0\nusemtl model.mtl\n");
    files.put(
        "../model.mtl",
        "newmtl x\nmap_Kd texture." + ending + "\nnorm normals.png\nmap_Bump normals.png\n");
    files.put("texture." + ending, content);
    files.put("normals.png", "n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
