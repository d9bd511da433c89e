package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampledFieldTest {
  private static final int SIDE = 3;

  private final SampledField field = new SampledField(SIDE, ascending(), 1);

  @Test
  void read_partOfARow_isXFastestThenYThenZ() {
    float[] out = new float[3];
    field.read(1, 2, 1, 2, out, 1);

    assertThat(out).containsExactly(0, 16, 17);
  }

  @Test
  void value_anyPoint_isWhatIsReadThere() {
    ScalarField onlyRead = new OnlyRead(field);
    float[] row = new float[SIDE];
    for (int z = 0; z < SIDE; z++) {
      for (int y = 0; y < SIDE; y++) {
        field.read(0, y, z, SIDE, row, 0);
        for (int x = 0; x < SIDE; x++) {
          assertThat(field.value(x, y, z)).isEqualTo(row[x]);
          assertThat(onlyRead.value(x, y, z)).isEqualTo(row[x]);
        }
      }
    }
  }

  private static float[] ascending() {
    float[] values = new float[SIDE * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }

  /** A field that does not say how to read one value. */
  private record OnlyRead(SampledField field) implements ScalarField {
    @Override
    public int side() {
      return field.side();
    }

    @Override
    public float steepness() {
      return field.steepness();
    }

    @Override
    public void read(int x, int y, int z, int count, float[] out, int at) {
      field.read(x, y, z, count, out, at);
    }
  }
}
