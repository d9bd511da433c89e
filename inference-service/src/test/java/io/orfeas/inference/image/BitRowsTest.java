package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 130})
  void eroded_anySide_keepsWhatHasAllNeighbours(int side) {
    boolean[] mask = mask(side, 0.8);

    assertThat(bools(rows(mask, side).eroded().eroded(), side))
        .isEqualTo(eroded(eroded(mask, side), side));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 130})
  void dilated_anySide_addsNeighbours(int side) {
    boolean[] mask = mask(side, 0.05);

    assertThat(bools(rows(mask, side).dilated().dilated(), side))
        .isEqualTo(not(eroded(eroded(not(mask), side), side)));
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65})
  void eroded_afterDilated_doesNotSeeWhatGrewOutOfTheSquare(int side) {
    boolean[] mask = mask(side, 0.5);
    boolean[] grown = not(eroded(not(mask), side));

    assertThat(bools(rows(mask, side).dilated().eroded(), side)).isEqualTo(eroded(grown, side));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 64, 70})
  void isWithin_aRow_isReachedInAsManyStepsAsItIsLong(int side) {
    BitRows row = new BitRows(side);
    for (int x = 0; x < side; x++) {
      row.set(x, 1);
    }
    BitRows first = new BitRows(side);
    first.set(0, 1);

    assertThat(row.isWithin(first, side - 1)).isTrue();
    assertThat(row.isWithin(first, side - 2)).isFalse();
    assertThat(row.isWithin(new BitRows(side), side)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65})
  void or_without_atLeast_anySide_areWhatTheySay(int side) {
    boolean[] one = mask(side, 0.5);
    boolean[] other = mask(side, 0.2);
    float[] values = new float[one.length];
    boolean[] either = new boolean[one.length];
    boolean[] only = new boolean[one.length];
    for (int i = 0; i < one.length; i++) {
      values[i] = one[i] ? 0.5f : 0.49f;
      either[i] = one[i] || other[i];
      only[i] = one[i] && !other[i];
    }
    BitRows rows = BitRows.atLeast(side, values, 0.5f);

    assertThat(bools(rows, side)).isEqualTo(one);
    assertThat(bools(rows.or(BitRows.of(side, other)), side)).isEqualTo(either);
    assertThat(bools(rows.without(BitRows.of(side, other)), side)).isEqualTo(only);
  }

  private static boolean[] mask(int side, double share) {
    Random random = new Random(side);
    boolean[] mask = new boolean[side * side];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < share;
    }
    return mask;
  }

  /** Word for word what the class says, pixel by pixel. */
  private static boolean[] eroded(boolean[] mask, int side) {
    boolean[] result = new boolean[mask.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        result[y * side + x] =
            mask[y * side + x]
                && mask[y * side + Math.max(0, x - 1)]
                && mask[y * side + Math.min(side - 1, x + 1)]
                && mask[Math.max(0, y - 1) * side + x]
                && mask[Math.min(side - 1, y + 1) * side + x];
      }
    }
    return result;
  }

  private static boolean[] not(boolean[] mask) {
    boolean[] result = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      result[i] = !mask[i];
    }
    return result;
  }

  private static BitRows rows(boolean[] mask, int side) {
    BitRows rows = new BitRows(side);
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        rows.set(i % side, i / side);
      }
    }
    return rows;
  }

  private static boolean[] bools(BitRows rows, int side) {
    boolean[] mask = new boolean[side * side];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = rows.get(i % side, i / side);
    }
    return mask;
  }
}
