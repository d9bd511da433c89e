package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GridPositionsTest {

  @Test
  void of_grid_isTheNearestPoint() {
    float[] positions = {0, 0, 0, 1, .26f, .5f, .1f, 1, .74f};
    int[] steps =
        GridPositions.of(positions, new int[] {0, 1, 2}, new float[] {0, 0, 0, 1, 1, 1}, .25);
    assertThat(steps).containsExactly(0, 0, 0, 4, 1, 2, 0, 4, 3);
  }

  @Test
  void of_slivers_keepTheirArea() {
    // A fine sphere on a grid so coarse that rounding alone flattens many triangles.
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      TriangleMesh sphere = ExportFixtures.sphere(12, 24);
      float[] p = sphere.positions();
      for (int i = 0; i < p.length; i++) {
        p[i] += (float) (random.nextGaussian() * .002);
      }
      double step = 1 / 120.0;
      float[] box = ExportPlacement.boundingBox(p);
      int[] steps = GridPositions.of(p, sphere.triangles(), box, step);
      float[] snapped = new float[steps.length];
      for (int i = 0; i < steps.length; i++) {
        snapped[i] = steps[i];
        double off = Math.abs(steps[i] * step + box[i % 3] - p[i]);
        assertThat(off).isLessThan(2.6 * step);
        assertThat(steps[i])
            .isBetween(0, GridPositions.rounded((double) box[i % 3 + 3] - box[i % 3], step));
      }
      MeshAudit audit = MeshAudit.of(new TriangleMesh(snapped, sphere.triangles()));
      assertThat(audit.isSolid()).as("round %d: %s", round, audit).isTrue();
    }
  }

  @Test
  void of_equalPlaces_moveTogether() {
    float[] positions = {0, 0, 0, 1, 0, 0, .5f, .01f, 0, .5f, .01f, 0, 1, 1, 1};
    int[] triangles = {0, 1, 2, 3, 1, 4};
    int[] steps = GridPositions.of(positions, triangles, new float[] {0, 0, 0, 1, 1, 1}, .125);
    assertThat(new int[] {steps[6], steps[7], steps[8]})
        .containsExactly(steps[9], steps[10], steps[11]);
    assertThat(steps[0] + steps[1] + steps[3] + steps[4] + steps[7]).isPositive();
  }
}
