package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GlbWriterTest {
  private final TexturedMesh torus = ExportFixtures.texturedTorus(false);

  @Test
  void write_anyMesh_hasHeaderAndTwoAlignedChunks() {
    byte[] glb = GlbWriter.write(torus, ExportOptions.DEFAULT);
    ByteBuffer in = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(glb, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("glTF");
    assertThat(in.getInt(4)).isEqualTo(2);
    assertThat(in.getInt(8)).isEqualTo(glb.length);
    int jsonLength = in.getInt(12);
    assertThat(jsonLength % 4).isZero();
    assertThat(new String(glb, 16, 4, StandardCharsets.US_ASCII)).isEqualTo("JSON");
    int binLength = in.getInt(20 + jsonLength);
    assertThat(binLength % 4).isZero();
    assertThat(new String(glb, 24 + jsonLength, 4, StandardCharsets.US_ASCII)).isEqualTo("BIN\0");
    assertThat(28 + jsonLength + binLength).isEqualTo(glb.length);
  }

  @Test
  void write_anyMesh_saysWhatTheFileHolds() {
    GlbNode root = json(GlbWriter.write(torus, ExportOptions.DEFAULT));
    GlbNode asset = root.at("asset");
    asset.at("generator").requireText("Orfeas");
    asset.at("extras").at("axes").requireText("+Y up, +Z front, right-handed");
    asset.at("extras").at("units").requireText("m");
    asset.at("extras").at("origin").requireText("center");
    asset.at("extras").at("longestSideMeters").requireInteger(1);
    assertThat(root.has("extensionsRequired")).isFalse();
    GlbNode material = root.at("materials").only();
    assertThat(material.at("doubleSided").value()).isEqualTo(false);
    assertThat(material.at("pbrMetallicRoughness").at("roughnessFactor").number()).isEqualTo(.8);
    assertThat(root.at("meshes").only().at("primitives").only().at("attributes").has("TANGENT"))
        .isFalse();
  }

  @Test
  void write_normalMap_addsTangents() {
    GlbNode root = json(GlbWriter.write(ExportFixtures.texturedTorus(true), ExportOptions.DEFAULT));
    GlbNode attributes = root.at("meshes").only().at("primitives").only().at("attributes");
    int tangents = attributes.at("TANGENT").integer(10);
    root.at("accessors").at(tangents).at("type").requireText("VEC4");
    root.at("materials").only().at("normalTexture").at("index").requireInteger(1);
  }

  @Test
  void write_options_placeTheObject() {
    ExportOptions options =
        ExportOptions.DEFAULT.withOriginAt(ExportOptions.OriginAt.BASE).withHeightMeters(2.5);
    byte[] glb = GlbWriter.write(torus, options);
    GlbNode position = json(glb).at("accessors").at(0);
    assertThat(position.at("min").at(1).number()).isZero();
    assertThat(position.at("max").at(1).number()).isCloseTo(2.5, within(1e-6));
    assertThat(position.at("max").at(0).number())
        .isCloseTo(-position.at("min").at(0).number(), within(1e-6));
    assertThat(json(glb).at("asset").at("extras").at("heightMeters").number()).isEqualTo(2.5);
  }

  @Test
  void write_boundsInJson_equalTheDataExactly() {
    TexturedMesh read = GlbReader.read(GlbWriter.write(torus, ExportOptions.DEFAULT));
    GlbNode position = json(GlbWriter.write(torus, ExportOptions.DEFAULT)).at("accessors").at(0);
    float[] box = ExportPlacement.boundingBox(read.geometry().positions());
    for (int k = 0; k < 3; k++) {
      assertThat(position.at("min").at(k).number()).isEqualTo(box[k]);
      assertThat(position.at("max").at(k).number()).isEqualTo(box[k + 3]);
    }
  }

  @Test
  void write_manyVertices_usesWideIndices() {
    assertThat(indexType(ExportFixtures.torus(254, 257))).isEqualTo(GlbGeometry.UNSIGNED_SHORT);
    assertThat(indexType(ExportFixtures.torus(256, 256))).isEqualTo(GlbGeometry.UNSIGNED_INT);
  }

  @Test
  void write_quantized_staysWithinOneStepOfThePlainMesh() {
    ExportOptions options =
        ExportOptions.DEFAULT.withCompression(ExportOptions.Compression.QUANTIZE);
    byte[] glb = GlbWriter.write(torus, options);
    byte[] plain = GlbWriter.write(torus, ExportOptions.DEFAULT);
    assertThat(plain.length - glb.length).isGreaterThan(10 * torus.geometry().vertexCount());
    GlbNode node = json(glb).at("nodes").only();
    float[] expected = GlbReader.read(plain).geometry().positions();
    ByteBuffer bin = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN);
    int start = 28 + bin.getInt(12);
    for (int i = 0; i < expected.length; i++) {
      int steps = bin.getShort(start + i / 3 * 8 + i % 3 * 2) & 0xFFFF;
      double value =
          steps * node.at("scale").at(i % 3).number() + node.at("translation").at(i % 3).number();
      assertThat(value).isCloseTo(expected[i], within(1e-5));
    }
    assertThatThrownBy(() -> GlbReader.read(glb))
        .hasMessage("extensionsRequired: [KHR_mesh_quantization] (expected: absent)");
  }

  @Test
  void write_twice_isTheSame() {
    TexturedMesh mesh = ExportFixtures.texturedTorus(true);
    assertThat(GlbWriter.write(mesh, ExportOptions.DEFAULT))
        .isEqualTo(GlbWriter.write(mesh, ExportOptions.DEFAULT));
  }

  @Test
  void write_badMesh_saysWhatIsExpected() {
    float[] point = {0, 0, 0};
    assertRejected(new TriangleMesh(point, new int[0]), point, "triangles: 0 (expected: >= 1)");
    assertRejected(
        new TriangleMesh(point, new int[] {0, 0, 1}), point, "vertex index: 1 (expected: 0..0)");
    assertRejected(
        new TriangleMesh(new float[] {0, Float.POSITIVE_INFINITY, 0}, new int[3]),
        point,
        "position: Infinity (expected: finite)");
    assertRejected(new TriangleMesh(point, new int[3]), point, "normal length: 0.0 (expected: 1)");
    assertRejected(
        new TriangleMesh(point, new int[3]),
        new float[] {0, Float.NaN, 1},
        "normal: NaN (expected: finite)");
  }

  @Test
  void write_flatMesh_keepsItsLongestSide() {
    TriangleMesh flat =
        new TriangleMesh(new float[] {0, 0, 0, 4, 0, 0, 0, 0, -4}, new int[] {0, 1, 2});
    float[] up = {0, 1, 0, 0, 1, 0, 0, 1, 0};
    RgbaImage texture = new RgbaImage(1, 1, new int[1]);
    TexturedMesh mesh = new TexturedMesh(flat, up, new float[6], texture, null);
    byte[] glb = GlbWriter.write(mesh, ExportOptions.DEFAULT.withHeightMeters(7.0));
    assertThat(json(glb).at("accessors").at(0).at("max").at(0).number()).isEqualTo(.5);
  }

  @Test
  void options_heightOutOfRange_areRejected() {
    for (double height : new double[] {0, -1, Double.NaN, 1e9}) {
      assertThatThrownBy(() -> ExportOptions.DEFAULT.withHeightMeters(height))
          .hasMessage("height_m: " + height + " (expected: 0.001..10000)");
    }
  }

  private static void assertRejected(TriangleMesh geometry, float[] normals, String message) {
    RgbaImage texture = new RgbaImage(1, 1, new int[1]);
    TexturedMesh mesh = new TexturedMesh(geometry, normals, new float[2], texture, null);
    assertThatThrownBy(() -> GlbWriter.write(mesh, ExportOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static int indexType(TriangleMesh mesh) {
    RgbaImage texture = new RgbaImage(1, 1, new int[] {-1});
    float[] uvs = new float[2 * mesh.vertexCount()];
    TexturedMesh textured =
        new TexturedMesh(mesh, ExportFixtures.normals(mesh), uvs, texture, null);
    GlbNode root = json(GlbWriter.write(textured, ExportOptions.DEFAULT));
    int indices = root.at("meshes").only().at("primitives").only().at("indices").integer(10);
    return root.at("accessors").at(indices).at("componentType").integer(9999);
  }

  static GlbNode json(byte[] glb) {
    int length = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    return GlbNode.parse(new String(glb, 20, length, StandardCharsets.UTF_8));
  }
}
