package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjWeldTest {
  @Test
  void of_repeatedTriples_numbersThemByFirstAppearance() {
    ObjWeld weld = ObjWeld.of(new float[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 3, 2, 1});
    assertThat(weld.count()).isEqualTo(3);
    assertThat(new int[] {weld.id(0), weld.id(1), weld.id(2), weld.id(3)})
        .containsExactly(0, 1, 0, 2);
    assertThat(weld.first(2)).isEqualTo(3);
  }

  @Test
  void of_nothing_isEmpty() {
    assertThat(ObjWeld.of(new float[0]).count()).isZero();
  }

  @Test
  void of_manyCollidingTriples_findsEachOnce() {
    Random random = new Random(9);
    float[] values = new float[3 * 5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(8);
    }
    ObjWeld weld = ObjWeld.of(values);
    assertThat(weld.count()).isEqualTo(512);
    for (int i = 0; i < 5000; i++) {
      int first = weld.first(weld.id(i));
      for (int k = 0; k < 3; k++) {
        assertThat(values[3 * first + k]).isEqualTo(values[3 * i + k]);
      }
    }
  }
}
