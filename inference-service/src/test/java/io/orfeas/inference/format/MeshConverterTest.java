package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.mesh.TexturedMesh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeshConverterTest {
  private static final ExportOptions STANDING =
      ExportOptions.DEFAULT.withOriginAt(ExportOptions.OriginAt.BASE).withHeightMeters(3.0);

  private final TexturedMesh torus = ExportFixtures.texturedTorus(false);
  private final byte[] glb = GlbWriter.write(torus, ExportOptions.DEFAULT);

  @ParameterizedTest
  @EnumSource(MeshFormat.class)
  void convert_twice_isTheSame(MeshFormat format) {
    byte[] first = MeshConverter.convert(glb, new Export(format, STANDING));
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(MeshConverter.convert(glb, new Export(format, STANDING))).isEqualTo(first);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void convert_glbWithItsOwnOptions_isTheSameFile() {
    assertThat(MeshConverter.convert(glb, Export.STORED)).isSameAs(glb);
  }

  @Test
  void convert_glbWithOtherOptions_keepsTheTextureBytes() {
    byte[] moved = MeshConverter.convert(glb, new Export(MeshFormat.GLB, STANDING));
    assertThat(GlbReader.contents(moved).baseColor().bytes())
        .isEqualTo(GlbReader.contents(glb).baseColor().bytes());
    assertThat(GlbReader.contents(moved).options()).isEqualTo(STANDING);
    assertThat(ExportPlacement.boundingBox(GlbReader.read(moved).geometry().positions())[1])
        .isZero();
  }

  @Test
  void convert_stl_isZUpInMillimetres() {
    byte[] stl = MeshConverter.convert(glb, new Export(MeshFormat.STL, ExportOptions.DEFAULT));
    int triangles = torus.geometry().triangleCount();
    ByteBuffer in = ByteBuffer.wrap(stl).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(stl).hasSize(84 + 50 * triangles);
    assertThat(in.getInt(80)).isEqualTo(triangles);
    float[] max = new float[3];
    for (int t = 0; t < triangles; t++) {
      for (int i = 0; i < 9; i++) {
        max[i % 3] = Math.max(max[i % 3], in.getFloat(84 + 50 * t + 12 + 4 * i));
      }
      assertThat(dotOfNormalAndFace(in, 84 + 50 * t)).isPositive();
    }
    assertThat(max[0]).isCloseTo(50, within(.01f));
    assertThat(max[1]).isCloseTo(15, within(.01f));
    assertThat(max[2]).isCloseTo(50, within(.01f));
  }

  @Test
  void convert_stlWithHeight_isThatHighInMillimetres() {
    byte[] stl = MeshConverter.convert(glb, new Export(MeshFormat.STL, STANDING));
    ByteBuffer in = ByteBuffer.wrap(stl).order(ByteOrder.LITTLE_ENDIAN);
    float highest = 0;
    for (int t = 0; t < in.getInt(80); t++) {
      highest = Math.max(highest, in.getFloat(84 + 50 * t + 20));
    }
    assertThat(highest).isCloseTo(3000, within(30f));
  }

  @Test
  void convert_ply_hasWhatItsHeaderSays() {
    byte[] ply = MeshConverter.convert(glb, new Export(MeshFormat.PLY, STANDING));
    String text = new String(ply, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("end_header\n") + 11;
    int vertices = torus.geometry().vertexCount();
    int triangles = torus.geometry().triangleCount();
    assertThat(text.substring(0, body))
        .startsWith("ply\nformat binary_little_endian 1.0\n")
        .contains("element vertex " + vertices + "\n", "element face " + triangles + "\n");
    assertThat(ply).hasSize(body + 35 * vertices + 13 * triangles);
    ByteBuffer in = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(in.getFloat(body + 24)).isEqualTo(torus.uvs()[0]);
    assertThat(in.getFloat(body + 28)).isEqualTo(1 - torus.uvs()[1]);
    assertThat(in.get(body + 35 * vertices)).isEqualTo((byte) 3);
    assertThat(in.getInt(body + 35 * vertices + 1)).isEqualTo(torus.geometry().triangles()[0]);
  }

  @Test
  void convert_obj_isClosedAndNamesItsFiles() throws IOException {
    Map<String, byte[]> files =
        unzip(MeshConverter.convert(glb, new Export(MeshFormat.OBJ, STANDING)));
    assertThat(files).containsOnlyKeys("model.obj", "model.mtl", "texture.png");
    assertThat(files.get("texture.png")).isEqualTo(GlbReader.contents(glb).baseColor().bytes());
    assertThat(text(files, "model.mtl"))
        .contains("newmtl surface", "map_Kd texture.png")
        .doesNotContain("norm ");
    String obj = text(files, "model.obj");
    assertThat(obj).contains("mtllib model.mtl\n", "usemtl surface\n");
    assertThat(obj.lines().filter(line -> line.startsWith("v "))).hasSize(48 * 16);
    assertThat(obj.lines().filter(line -> line.startsWith("vt ")))
        .hasSize(torus.geometry().vertexCount());
    assertEveryEdgeHasTwoFaces(obj);
  }

  @Test
  void convert_objOfMeshWithRelief_carriesItsNormalMap() throws IOException {
    byte[] embossed = GlbWriter.write(ExportFixtures.texturedTorus(true), ExportOptions.DEFAULT);
    Map<String, byte[]> files =
        unzip(MeshConverter.convert(embossed, new Export(MeshFormat.OBJ, ExportOptions.DEFAULT)));
    TextureFile normals = Objects.requireNonNull(GlbReader.contents(embossed).normalMap());
    assertThat(files.get("normals.png")).isEqualTo(normals.bytes());
    assertThat(text(files, "model.mtl"))
        .contains("\nnorm normals.png\n", "\nmap_Bump normals.png\n");
  }

  @Test
  void convert_objNumbers_surviveTheText() throws IOException {
    Map<String, byte[]> files =
        unzip(MeshConverter.convert(glb, new Export(MeshFormat.OBJ, ExportOptions.DEFAULT)));
    List<Float> values = new ArrayList<>();
    text(files, "model.obj")
        .lines()
        .filter(line -> line.startsWith("vn "))
        .flatMap(line -> List.of(line.split(" ", -1)).stream().skip(1))
        .forEach(word -> values.add(Float.parseFloat(word)));
    assertThat(values).hasSize(torus.normals().length);
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i)).isCloseTo(torus.normals()[i], within(1e-6f));
    }
  }

  private static void assertEveryEdgeHasTwoFaces(String obj) {
    Map<String, Integer> edges = new HashMap<>();
    obj.lines()
        .filter(line -> line.startsWith("f "))
        .forEach(
            line -> {
              String[] corners = line.split("[ /]", -1);
              for (int i = 0; i < 3; i++) {
                edges.merge(
                    corners[1 + 3 * i] + ">" + corners[1 + 3 * ((i + 1) % 3)], 1, Integer::sum);
              }
            });
    assertThat(edges).isNotEmpty();
    edges.forEach(
        (edge, count) -> {
          String[] ends = edge.split(">", -1);
          assertThat(count).isEqualTo(1);
          assertThat(edges).containsEntry(ends[1] + ">" + ends[0], 1);
        });
  }

  private static float dotOfNormalAndFace(ByteBuffer in, int at) {
    float[] p = new float[12];
    for (int i = 0; i < 12; i++) {
      p[i] = in.getFloat(at + 4 * i);
    }
    float sum = 0;
    for (int k = 0; k < 3; k++) {
      int u = (k + 1) % 3;
      int v = (k + 2) % 3;
      sum +=
          p[k]
              * ((p[6 + u] - p[3 + u]) * (p[9 + v] - p[3 + v])
                  - (p[6 + v] - p[3 + v]) * (p[9 + u] - p[3 + u]));
    }
    return sum;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.US_ASCII);
  }

  private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }
}
