package io.orfeas.inference.texture;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.ExportFixtures;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextureSeamsTest {
  @Test
  void split_sphere_doublesVerticesAlongOneRingOnly() {
    TriangleMesh sphere = ExportFixtures.sphere(20, 40);
    TextureSeams seams = TextureSeams.split(sphere);
    assertThat(seams.vertexCount() - sphere.vertexCount()).isBetween(38, 82);
  }

  @Test
  void split_allFacingFront_doublesNothing() {
    TriangleMesh mesh =
        new TriangleMesh(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 0}, new int[] {2, 0, 1});
    TextureSeams seams = TextureSeams.split(mesh);
    assertThat(seams.vertexCount()).isEqualTo(3);
    assertThat(seams.triangles()).containsExactly(0, 1, 2);
    assertThat(seams.front(0)).isTrue();
  }

  @Test
  void split_edgeOnWalls_goToTheFrontTogether() {
    TriangleMesh wall =
        new TriangleMesh(
            new float[] {0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1}, new int[] {0, 1, 2, 2, 1, 3});
    TextureSeams seams = TextureSeams.split(wall);
    assertThat(seams.vertexCount()).isEqualTo(4);
    for (int i = 0; i < seams.vertexCount(); i++) {
      assertThat(seams.front(i)).isTrue();
    }
  }

  @Test
  void split_unusedVertices_areDropped() {
    TriangleMesh mesh = new TriangleMesh(new float[30], new int[] {4, 5, 6});
    TextureSeams seams = TextureSeams.split(mesh);
    assertThat(seams.vertexCount()).isEqualTo(3);
    assertThat(seams.gather(new float[30])).hasSize(9);
  }

  @Test
  void split_charts_shareNoVertex() {
    TriangleMesh torus = ExportFixtures.torus(30, 12);
    TextureSeams seams = TextureSeams.split(torus);
    Set<Integer> used = new HashSet<>();
    for (int t = 0; t < seams.triangles().length; t += 3) {
      boolean front = seams.front(seams.triangles()[t]);
      for (int corner = t; corner < t + 3; corner++) {
        assertThat(seams.front(seams.triangles()[corner])).isEqualTo(front);
        used.add(seams.triangles()[corner]);
      }
    }
    assertThat(used).hasSize(seams.vertexCount());
  }
}
