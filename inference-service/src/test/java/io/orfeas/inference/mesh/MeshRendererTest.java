package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.RgbaImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeshRendererTest {
  private static final RenderOptions SMALL =
      RenderOptions.DEFAULT.withSize(128, 96).withBackground(0, 0).withView(0, 0);

  private final TexturedMesh sphere = sphere();

  @Test
  void render_sphere_isACentredDisc() {
    RgbaImage picture = MeshRenderer.render(sphere, SMALL);
    double area = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < picture.argb().length; i++) {
      double alpha = (picture.argb()[i] >>> 24) / 255.0;
      area += alpha;
      x += alpha * (i % 128 + .5);
      y += alpha * (i / 128 + .5);
    }
    double radius = Math.sqrt(area / Math.PI);
    assertThat(radius).isBetween(30.0, 48.0);
    assertThat(x / area).isCloseTo(64, within(.1));
    assertThat(y / area).isCloseTo(48, within(.1));
  }

  @Test
  void render_sphere_hasNoHoles() {
    RgbaImage picture = MeshRenderer.render(sphere, SMALL.withMode(RenderOptions.Mode.CLAY));
    for (int y = 24; y < 72; y++) {
      for (int x = 40; x < 88; x++) {
        assertThat(picture.pixel(x, y) >>> 24).isEqualTo(255);
      }
    }
  }

  @Test
  void render_texture_isNotMirrored() {
    RgbaImage front = MeshRenderer.render(sphere, SMALL);
    assertThat(front.pixel(44, 48) >> 16 & 255).as("red on the left").isGreaterThan(120);
    assertThat(front.pixel(84, 48) & 255).as("blue on the right").isGreaterThan(120);
    RgbaImage back = MeshRenderer.render(sphere, SMALL.withView(180, 0));
    assertThat(back.pixel(28, 48) & 255).as("blue on the left").isGreaterThan(90);
  }

  @Test
  void render_yaw90_showsTheSideOfPlusX() {
    RgbaImage side = MeshRenderer.render(sphere, SMALL.withView(90, 0));
    int centre = side.pixel(64, 48);
    assertThat(centre & 255).as("blue").isGreaterThan(2 * (centre >> 16 & 255));
  }

  @Test
  void render_pitch_showsTheTop() {
    TriangleMesh box = ExportFixtures.box(1, .1f, 1);
    float[] normals = ExportFixtures.normals(box);
    Cutout cutout = ExportFixtures.disc(64, (x, y) -> 0xFFFFFF);
    TexturedMesh mesh = AtlasTexturer.texture(box, normals, cutout, TextureOptions.colorOnly(64));
    RgbaImage level = MeshRenderer.render(mesh, SMALL.withSize(96, 96));
    RgbaImage above = MeshRenderer.render(mesh, SMALL.withSize(96, 96).withView(0, 60));
    assertThat(rows(above)).isGreaterThan(rows(level));
  }

  @Test
  void render_backgroundGiven_isSeenWhereTheObjectIsNot() {
    RgbaImage picture = MeshRenderer.render(sphere, SMALL.withBackground(0xFF000000, 0xFFFFFFFF));
    assertThat(picture.pixel(0, 0) & 255).isLessThan(4);
    assertThat(picture.pixel(127, 95) & 255).isGreaterThan(251);
  }

  @Test
  void render_fromAbove_throwsAShadowOnTheFloor() {
    RenderOptions above = SMALL.withView(0, 30).withBackground(-1, -1);
    RgbaImage picture = MeshRenderer.render(sphere, above);
    RgbaImage alone = MeshRenderer.render(sphere, above.withBackground(0, 0));
    int lowest = 95;
    while (alone.pixel(64, lowest) == 0) {
      lowest--;
    }
    assertThat(picture.pixel(64, lowest + 2) & 255).isBetween(60, 235);
    assertThat(picture.pixel(2, 2) & 255).isEqualTo(255);
  }

  @Test
  void render_wireframe_drawsDarkEdgesOnClay() {
    RgbaImage clay = MeshRenderer.render(sphere, SMALL.withMode(RenderOptions.Mode.CLAY));
    RgbaImage wire = MeshRenderer.render(sphere, SMALL.withMode(RenderOptions.Mode.WIREFRAME));
    long clayLight = 0;
    long wireLight = 0;
    for (int i = 0; i < clay.argb().length; i++) {
      clayLight += clay.argb()[i] >> 8 & 255;
      wireLight += wire.argb()[i] >> 8 & 255;
    }
    assertThat(wireLight).isBetween(clayLight / 4, clayLight * 9 / 10);
  }

  @Test
  void render_bandsAndSizes_areConsistent() {
    RgbaImage tall = MeshRenderer.render(sphere, SMALL.withSize(64, 200));
    for (int y = 1; y < 199; y++) {
      int here = tall.pixel(32, y) >>> 24;
      assertThat(here).isEqualTo(y < 100 ? tall.pixel(32, 199 - y) >>> 24 : here);
    }
  }

  @Test
  void render_singlePointMesh_isEmpty() {
    TriangleMesh point = new TriangleMesh(new float[9], new int[] {0, 1, 2});
    float[] normals = {0, 0, 1, 0, 0, 1, 0, 0, 1};
    RgbaImage white = new RgbaImage(1, 1, new int[] {-1});
    TexturedMesh mesh = new TexturedMesh(point, normals, new float[6], white, null);
    assertThat(MeshRenderer.render(mesh, SMALL).argb()).containsOnly(0);
  }

  @Test
  void options_outOfRange_areRejected() {
    assertThatThrownBy(() -> SMALL.withSize(5000, 96))
        .hasMessage("width: 5000 (expected: 16..4096)");
    assertThatThrownBy(() -> SMALL.withView(Double.NaN, 0))
        .hasMessageStartingWith("yawDegrees: NaN");
    assertThatThrownBy(() -> SMALL.withView(0, 90))
        .hasMessage("pitchDegrees: 90.0 (expected: -89.0..89.0)");
  }

  @Test
  void turntable_fourViews_standInARow() {
    RgbaImage sheet = ContactSheet.turntable(sphere, SMALL, 4);
    assertThat(sheet.width()).isEqualTo(512);
    assertThat(sheet.height()).isEqualTo(96);
    assertThat(sheet.pixel(64, 48)).isEqualTo(MeshRenderer.render(sphere, SMALL).pixel(64, 48));
  }

  @Test
  void sheet_moreThanOneRow_fillsFromTheTopLeft() {
    RgbaImage a = new RgbaImage(1, 1, new int[] {1});
    RgbaImage b = new RgbaImage(1, 1, new int[] {2});
    RgbaImage c = new RgbaImage(1, 1, new int[] {3});
    RgbaImage sheet = ContactSheet.of(List.of(a, b, c), 2, 1, 9);
    assertThat(sheet.argb()).containsExactly(1, 9, 2, 9, 9, 9, 3, 9, 9);
    assertThatThrownBy(() -> ContactSheet.of(List.of(), 2, 1, 9))
        .hasMessage("pictures: 0 (expected: >= 1)");
    assertThatThrownBy(() -> ContactSheet.of(List.of(a, sheet), 2, 1, 9))
        .hasMessage("picture: 3 x 3 (expected: 1 x 1 as the first)");
  }

  private static int rows(RgbaImage picture) {
    int rows = 0;
    for (int y = 0; y < picture.height(); y++) {
      rows += picture.pixel(picture.width() / 2, y) >>> 24 > 127 ? 1 : 0;
    }
    return rows;
  }

  /** Red on the left, blue on the right. */
  private static TexturedMesh sphere() {
    TriangleMesh mesh = ExportFixtures.sphere(32, 64);
    Cutout cutout = ExportFixtures.disc(256, (x, y) -> x < 128 ? 0xE02020 : 0x2020E0);
    return AtlasTexturer.texture(
        mesh, ExportFixtures.normals(mesh), cutout, TextureOptions.colorOnly(256));
  }
}
