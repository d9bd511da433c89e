package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import org.junit.jupiter.api.Test;

class TextureTangentsTest {
  @Test
  void of_anyMesh_areUnitAndPerpendicular() {
    TexturedMesh mesh = ExportFixtures.texturedTorus(false);
    float[] tangents = TextureTangents.of(mesh.geometry(), mesh.normals(), mesh.uvs());
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      float length = 0;
      float dot = 0;
      for (int k = 0; k < 3; k++) {
        length += tangents[4 * i + k] * tangents[4 * i + k];
        dot += tangents[4 * i + k] * mesh.normals()[3 * i + k];
      }
      assertThat(length).isCloseTo(1, within(1e-4f));
      assertThat(dot).isCloseTo(0, within(1e-4f));
    }
  }

  @Test
  void of_uprightQuad_pointRight() {
    float[] tangents = quad(new float[] {0, 1, 1, 1, 1, 0, 0, 0});
    assertThat(tangents).startsWith(1, 0, 0, 1);
  }

  @Test
  void of_mirroredQuad_pointLeftWithTheOtherHand() {
    float[] tangents = quad(new float[] {1, 1, 0, 1, 0, 0, 1, 0});
    assertThat(tangents).startsWith(-1, 0, 0, -1);
  }

  @Test
  void of_degenerateTexture_isStillUnit() {
    float[] tangents = quad(new float[8]);
    assertThat(Math.hypot(tangents[0], tangents[1])).isCloseTo(1, within(1e-6));
  }

  private static float[] quad(float[] uvs) {
    TriangleMesh mesh =
        new TriangleMesh(
            new float[] {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, new int[] {0, 1, 2, 0, 2, 3});
    return TextureTangents.of(mesh, new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, uvs);
  }
}
