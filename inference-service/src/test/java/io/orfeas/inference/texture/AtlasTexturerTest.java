package io.orfeas.inference.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.format.ExportFixtures;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AtlasTexturerTest {
  private static final int BLUE = 0x2040C0;
  private static final int RED = 0xC02020;

  private final TriangleMesh sphere = ExportFixtures.sphere(24, 48);
  private final float[] normals = ExportFixtures.normals(sphere);

  @Test
  void texture_sphere_frontShowsTheVeryPixels() {
    Cutout cutout = ExportFixtures.disc(200, (x, y) -> x << 16 | y << 8 | 77);
    TexturedMesh mesh = texture(cutout, 256);
    int checked = 0;
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      float x = mesh.geometry().positions()[3 * i];
      float y = mesh.geometry().positions()[3 * i + 1];
      if (mesh.normals()[3 * i + 2] > .5) {
        int texel = texel(mesh, i);
        assertThat(texel >> 16 & 255).isEqualTo((int) ((x * .85 + .5) * 200));
        assertThat(texel >> 8 & 255).isCloseTo((int) ((.5 - y * .85) * 200), within(1));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(200);
  }

  @Test
  void texture_faceInTheMiddle_leavesNoTraceOnTheBack() {
    Cutout cutout =
        ExportFixtures.disc(256, (x, y) -> Math.hypot(x - 128, y - 128) < 40 ? RED : BLUE);
    TexturedMesh mesh = texture(cutout, 256);
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      if (mesh.normals()[3 * i + 2] < -.1) {
        int texel = texel(mesh, i);
        assertThat(texel >> 16 & 255).as("red").isLessThan(texel & 255);
      }
    }
  }

  @Test
  void texture_backgroundUnderTheRim_isNeverSampled() {
    int green = 0x00FF00;
    Cutout cutout =
        ExportFixtures.disc(256, (x, y) -> Math.hypot(x - 127.5, y - 127.5) > 107.5 ? green : BLUE);
    TexturedMesh mesh = texture(cutout, 256);
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      assertThat(texel(mesh, i) >> 8 & 255).as("green").isCloseTo(0x40, within(12));
    }
  }

  @Test
  void texture_seam_showsOneColourOnBothCharts() {
    Cutout cutout = ExportFixtures.disc(512, (x, y) -> x / 2 << 16 | y / 2 << 8);
    TexturedMesh mesh = texture(cutout, 512);
    Map<String, Integer> seen = new HashMap<>();
    int seamVertices = 0;
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      Integer other = seen.put(position(mesh, i), i);
      if (other != null) {
        seamVertices++;
        assertThat(texel(mesh, i) >> 16 & 255)
            .isCloseTo(texel(mesh, other) >> 16 & 255, within(12));
        assertThat(texel(mesh, i) >> 8 & 255).isCloseTo(texel(mesh, other) >> 8 & 255, within(12));
      }
    }
    assertThat(seamVertices).isBetween(24, 120);
  }

  @Test
  void texture_weldedAgain_isTheInput() {
    TexturedMesh mesh = texture(ExportFixtures.disc(64, (x, y) -> RED), 64);
    Set<String> places = new HashSet<>();
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      places.add(position(mesh, i));
    }
    assertThat(places).hasSize(sphere.vertexCount());
    for (int i = 0; i < sphere.triangles().length; i++) {
      int to = mesh.geometry().triangles()[i];
      assertThat(mesh.geometry().positions()[3 * to])
          .isEqualTo(sphere.positions()[3 * sphere.triangles()[i]]);
    }
  }

  @Test
  void texture_movedMesh_keepsThePictureWhereItWas() {
    Cutout cutout = ExportFixtures.disc(200, (x, y) -> x << 16 | y << 8);
    float[] far = sphere.positions().clone();
    for (int i = 0; i < far.length; i++) {
      far[i] = 3 * far[i] + 5;
    }
    TriangleMesh placed = new TriangleMesh(far, sphere.triangles());
    TextureOptions options = TextureOptions.colorOnly(256);
    TexturedMesh there = AtlasTexturer.texture(sphere, placed, normals, cutout, options);
    TexturedMesh here = texture(cutout, 256);
    assertThat(there.uvs()).isEqualTo(here.uvs());
    assertThat(there.geometry().triangles()).isEqualTo(here.geometry().triangles());
    assertThat(there.geometry().positions()[7]).isEqualTo(3 * here.geometry().positions()[7] + 5);
    TriangleMesh other = ExportFixtures.box(1, 1, 1);
    assertThatThrownBy(() -> AtlasTexturer.texture(sphere, other, normals, cutout, options))
        .hasMessageStartingWith("placed: 24 values (expected: ");
  }

  @Test
  void texture_smallPicture_isNotEnlarged() {
    RgbaImage atlas = texture(ExportFixtures.disc(100, (x, y) -> RED), 2048).baseColor();
    assertThat(atlas.width()).isEqualTo(256);
    assertThat(atlas.height()).isEqualTo(128);
  }

  @Test
  void texture_largePicture_isReducedToTheLimit() {
    Cutout cutout = ExportFixtures.disc(300, (x, y) -> x / 2 << 16 | y / 2 << 8);
    TexturedMesh mesh = texture(cutout, 128);
    assertThat(mesh.baseColor().width()).isEqualTo(256);
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      if (mesh.normals()[3 * i + 2] > .6) {
        float x = mesh.geometry().positions()[3 * i];
        assertThat(texel(mesh, i) >> 16 & 255).isCloseTo((int) ((x * .85 + .5) * 150), within(2));
      }
    }
  }

  @Test
  void texture_tallObject_placesChartsSideBySideInASquare() {
    TriangleMesh tall = ExportFixtures.box(.4f, 1, .4f);
    Cutout cutout = ExportFixtures.disc(256, (x, y) -> RED);
    RgbaImage atlas =
        AtlasTexturer.texture(
                tall, ExportFixtures.normals(tall), cutout, TextureOptions.colorOnly(256))
            .baseColor();
    assertThat(atlas.width()).isEqualTo(atlas.height()).isEqualTo(256);
  }

  @Test
  void texture_emptyMask_staysFinite() {
    Cutout nothing = ExportFixtures.cutout(64, (x, y) -> 0, (x, y) -> RED);
    TexturedMesh mesh = texture(nothing, 64);
    assertThat(mesh.baseColor().argb()).containsOnly(0xFF808080);
  }

  @Test
  void texture_thinPart_keepsItsOwnColour() {
    Cutout cutout =
        ExportFixtures.cutout(
            512,
            (x, y) -> y < 256 && Math.abs(x - 256) < 2 || y >= 256 && y < 470 ? 255 : 0,
            (x, y) -> y < 240 ? RED : BLUE);
    RgbaImage atlas = texture(cutout, 512).baseColor();
    assertThat(atlas.pixel(256, 100) >> 16 & 255).as("red").isCloseTo(0xC0, within(24));
  }

  @Test
  void texture_normalMapWanted_isFlatOnTheBackAndBoundedOnTheFront() {
    Cutout cutout = ExportFixtures.disc(256, (x, y) -> x / 8 % 2 == 0 ? 0 : 0xFFFFFF);
    TexturedMesh mesh =
        AtlasTexturer.texture(sphere, normals, cutout, TextureOptions.withNormalMap(256));
    RgbaImage map = mesh.normalMap();
    assertThat(map).isNotNull();
    assertThat(map.pixel(200, 64)).isEqualTo(TextureDetail.FLAT);
    boolean tilted = false;
    for (int pixel : map.argb()) {
      assertThat(pixel & 255).isGreaterThan(230);
      tilted |= Math.abs((pixel >> 16 & 255) - 128) > 10;
    }
    assertThat(tilted).isTrue();
  }

  @Test
  void texture_twice_isTheSame() {
    Cutout cutout = ExportFixtures.disc(128, (x, y) -> x * y);
    assertThat(texture(cutout, 128).baseColor().argb())
        .isEqualTo(texture(cutout, 128).baseColor().argb());
  }

  @Test
  void texture_badInput_saysWhatIsExpected() {
    Cutout cutout = ExportFixtures.disc(64, (x, y) -> RED);
    TextureOptions options = TextureOptions.colorOnly(64);
    TriangleMesh empty = new TriangleMesh(new float[0], new int[0]);
    TriangleMesh broken = new TriangleMesh(new float[] {0, Float.NaN, 0}, new int[] {0, 0, 0});
    assertThatThrownBy(() -> AtlasTexturer.texture(empty, new float[0], cutout, options))
        .hasMessage("triangles: 0 (expected: >= 1)");
    assertThatThrownBy(() -> AtlasTexturer.texture(sphere, new float[3], cutout, options))
        .hasMessageStartingWith("normals: 3 values (expected: ");
    assertThatThrownBy(() -> AtlasTexturer.texture(broken, new float[3], cutout, options))
        .hasMessage("position: NaN (expected: finite)");
    assertThatThrownBy(() -> TextureOptions.colorOnly(100))
        .hasMessage("maxChartSide: 100 (expected: a power of two in 64..2048)");
  }

  private TexturedMesh texture(Cutout cutout, int side) {
    return AtlasTexturer.texture(sphere, normals, cutout, TextureOptions.colorOnly(side));
  }

  private static int texel(TexturedMesh mesh, int vertex) {
    RgbaImage atlas = mesh.baseColor();
    int x = (int) (mesh.uvs()[2 * vertex] * atlas.width());
    int y = (int) (mesh.uvs()[2 * vertex + 1] * atlas.height());
    return atlas.pixel(Math.min(x, atlas.width() - 1), Math.min(y, atlas.height() - 1));
  }

  private static String position(TexturedMesh mesh, int vertex) {
    float[] p = mesh.geometry().positions();
    return p[3 * vertex] + " " + p[3 * vertex + 1] + " " + p[3 * vertex + 2];
  }
}
