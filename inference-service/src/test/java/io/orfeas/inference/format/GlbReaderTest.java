package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.mesh.TexturedMesh;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlbReaderTest {
  private final TexturedMesh torus = ExportFixtures.texturedTorus(true);
  private final byte[] glb = GlbWriter.write(torus, ExportOptions.DEFAULT);

  @Test
  void read_ownFile_givesTheMeshBack() {
    TexturedMesh read = GlbReader.read(glb);
    assertThat(read.geometry().triangles()).isEqualTo(torus.geometry().triangles());
    assertThat(read.normals()).isEqualTo(torus.normals());
    assertThat(read.uvs()).isEqualTo(torus.uvs());
    assertThat(read.baseColor().argb()).isEqualTo(torus.baseColor().argb());
    assertThat(read.normalMap()).isNotNull();
    assertThat(read.normalMap().argb()).isEqualTo(torus.normalMap().argb());
  }

  @Test
  void read_writtenAgain_isTheSameFile() {
    byte[] again = GlbWriter.write(GlbReader.read(glb), ExportOptions.DEFAULT);
    assertThat(GlbReader.read(again).geometry().positions())
        .isEqualTo(GlbReader.read(glb).geometry().positions());
  }

  @Test
  void read_truncatedAnywhere_isAFormatError() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] part = Arrays.copyOf(glb, i < 50 ? i : random.nextInt(glb.length));
      assertThatThrownBy(() -> GlbReader.read(part)).isInstanceOf(GlbFormatException.class);
    }
  }

  @Test
  void read_anyMutation_succeedsOrIsAFormatError() {
    Random random = new Random(2);
    int jsonEnd = new String(glb, StandardCharsets.ISO_8859_1).indexOf("BIN\0");
    for (int i = 0; i < 1500; i++) {
      byte[] mutant = glb.clone();
      int reach = i % 3 == 0 ? glb.length : jsonEnd + 64;
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        mutant[random.nextInt(reach)] = mutation(random, i);
      }
      readOrRefuse(mutant);
    }
  }

  @Test
  void convert_anyMutation_succeedsOrIsAFormatError() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] mutant = glb.clone();
      mutant[random.nextInt(glb.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        MeshFormat format = MeshFormat.values()[i % MeshFormat.values().length];
        MeshConverter.convert(
            mutant, new Export(format, ExportOptions.DEFAULT.withHeightMeters(2.0)));
      } catch (GlbFormatException refused) {
        assertThat(refused).hasMessageContaining("expected");
      }
    }
  }

  @Test
  void read_foreignStructures_areRefusedWithTheirPlace() {
    assertRefused("\"2.0\"", "\"1.0\"", "asset.version: 1.0 (expected: \"2.0\")");
    assertRefused("\"mode\":4", "\"mode\":5", "meshes[0].primitives[0].mode: 5 (expected: 4)");
    assertRefused(
        "\"TEXCOORD_0\"",
        "\"TEXCOORD_1\"",
        "meshes[0].primitives[0].attributes.TEXCOORD_0: absent (expected: present)");
    assertRefused(
        "image/png", "image/gif", "images[0].mimeType: image/gif (expected: \"image/png\")");
    assertRefused(
        "\"center\"", "\"corner\"", "asset.extras.origin: corner (expected: [center, base])");
    assertRefused(
        "\"componentType\":5123",
        "\"componentType\":5121",
        "accessors[4].componentType: 5121 (expected: 5125)");
    assertRefused("\"asset\":{", "\"asset\":[", "JSON at 19: ':' (expected: ']')");
  }

  @Test
  void read_noGlb_saysSo() {
    assertThatThrownBy(() -> GlbReader.read(new byte[0]))
        .hasMessage("size in bytes: 0 (expected: at least 12)");
    assertThatThrownBy(
            () -> GlbReader.read("solid cube of no interest".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(GlbFormatException.class)
        .hasMessageStartingWith("magic: ");
  }

  @Test
  void parse_deepOrLongJson_isRefused() {
    assertThatThrownBy(() -> GlbJsonParser.parse("[".repeat(10_000)))
        .isInstanceOf(GlbFormatException.class);
    assertThatThrownBy(() -> GlbJsonParser.parse("1e999999999"))
        .isInstanceOf(GlbFormatException.class);
    assertThatThrownBy(() -> GlbJsonParser.parse("9".repeat(5000)))
        .isInstanceOf(GlbFormatException.class);
    assertThatThrownBy(() -> GlbJsonParser.parse("{\"a\":1,\"a\":2}"))
        .isInstanceOf(GlbFormatException.class);
  }

  @Test
  void parse_whatIsWritten_isTheSame() {
    Object tree =
        GlbJson.object(
            "text",
            "quote \" backslash \\ tab \t é",
            "list",
            List.of(1, 2.5f, true, GlbJson.object(), List.of()));
    String text = GlbJson.write(tree);
    assertThat(GlbJson.write(tree)).isEqualTo(text);
    GlbNode root = GlbNode.parse(text);
    root.at("text").requireText("quote \" backslash \\ tab \t é");
    assertThat(root.at("list").at(1).number()).isEqualTo(2.5);
  }

  private void assertRefused(String from, String to, String message) {
    String text = new String(glb, StandardCharsets.ISO_8859_1);
    byte[] changed =
        text.replaceFirst(Pattern.quote(from), to).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> GlbReader.read(changed))
        .isInstanceOf(GlbFormatException.class)
        .hasMessage(message);
  }

  private static byte mutation(Random random, int i) {
    return i % 2 == 0
        ? (byte) random.nextInt(256)
        : (byte) "0123456789{}[],:\"-e".charAt(random.nextInt(19));
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      assertThat(GlbReader.read(bytes)).isNotNull();
    } catch (GlbFormatException refused) {
      assertThat(refused).hasMessageContaining("expected");
    }
  }
}
