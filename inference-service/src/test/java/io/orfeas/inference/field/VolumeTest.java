package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VolumeTest {

  @Test
  void sampled_ownLattice_isTheField() {
    SampledField field = noise(9, 1);
    ScalarField same = Volume.of(field).sampled(9);
    for (int i = 0; i < 729; i++) {
      assertThat(same.value(i % 9, i / 9 % 9, i / 81))
          .isEqualTo(field.value(i % 9, i / 9 % 9, i / 81));
    }
  }

  @Test
  void sampled_finer_goesThroughThePointsAndBetweenThem() {
    SampledField field = noise(5, 2);
    ScalarField fine = Volume.of(field).sampled(9);
    assertThat(fine.value(4, 2, 6)).isEqualTo(field.value(2, 1, 3));
    assertThat(fine.value(5, 2, 6))
        .isCloseTo((field.value(2, 1, 3) + field.value(3, 1, 3)) / 2, within(1e-6f));
    assertThat(fine.value(4, 3, 6))
        .isCloseTo((field.value(2, 1, 3) + field.value(2, 2, 3)) / 2, within(1e-6f));
    assertThat(fine.value(4, 2, 7))
        .isCloseTo((field.value(2, 1, 3) + field.value(2, 1, 4)) / 2, within(1e-6f));
  }

  /** Otherwise the surface is looked for in the wrong places. */
  @Test
  void sampled_anyLattice_isNowhereSteeperThanItSays() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      Volume volume = Volume.of(noise(2 + random.nextInt(8), round));
      boolean mirrored = random.nextBoolean();
      MirrorAxis axis = new MirrorAxis(.5, .4, random.nextDouble() - .5, 1);
      int side = 2 + random.nextInt(20);
      ScalarField field = (mirrored ? volume.symmetrized(axis) : volume).sampled(side);
      for (int pair = 0; pair < 200; pair++) {
        int[] a = random.ints(3, 0, side).toArray();
        int[] b = random.ints(3, 0, side).toArray();
        double apart = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
        float rise = field.value(a[0], a[1], a[2]) - field.value(b[0], b[1], b[2]);
        assertThat((double) Math.abs(rise)).isLessThanOrEqualTo(field.steepness() * apart + 1e-6);
      }
    }
  }

  @Test
  void symmetrized_partOnOneSide_isOnBoth() {
    SampledField lopsided =
        TestVolumes.field(33, (x, y, z) -> Math.hypot(Math.hypot(x - .25, y), z) - .1);
    ScalarField both = Volume.of(lopsided).symmetrized(new MirrorAxis(.5, .5, 0, 1)).sampled(33);
    for (int i = 0; i < 33 * 33 * 33; i++) {
      int x = i % 33;
      int y = i / 33 % 33;
      int z = i / 33 / 33;
      assertThat(both.value(x, y, z)).isCloseTo(both.value(32 - x, y, z), within(1e-5f));
      assertThat(both.value(x, y, z)).isLessThanOrEqualTo(lopsided.value(x, y, z));
    }
    int right = (int) Math.round((.25 * Cutout.FILL + .5) * 32);
    assertThat(both.value(right, 16, 16)).isNegative();
    assertThat(both.value(32 - right, 16, 16)).isNegative();
  }

  /** A slanted axis leans as the picture shows it, whose rows run downward. */
  @Test
  void symmetrized_slantedAxis_mirrorsAboutItInThePicture() {
    // Clockwise from upright: the axis runs from the lower left to the upper right.
    MirrorAxis axis = new MirrorAxis(.5, .5, Math.PI / 4, 1);
    SampledField right =
        TestVolumes.field(33, (x, y, z) -> Math.hypot(Math.hypot(x - .25, y), z) - .1);
    ScalarField both = Volume.of(right).symmetrized(axis).sampled(33);
    double mirroredX = axis.mirroredX(.25 * Cutout.FILL, 0, 1);
    double mirroredDown = axis.mirroredY(.25 * Cutout.FILL, 0, 1);
    int x = (int) Math.round((mirroredX + .5) * 32);
    int y = (int) Math.round((.5 - mirroredDown) * 32);
    assertThat(both.value(x, y, 16)).isNegative();
    assertThat(both.value(x, 32 - y, 16)).isPositive();
  }

  @Test
  void of_anyValues_areFiniteAndOnTheirSide() {
    float[] odd = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_NORMAL,
      -Float.MIN_NORMAL,
      0f,
      -0f,
      3,
      -2
    };
    float[] values = new float[27];
    for (int i = 0; i < values.length; i++) {
      values[i] = odd[i % odd.length];
    }
    SampledField field = SampledField.of(3, values.clone());
    assertThat(field.steepness()).isPositive();
    for (int i = 0; i < values.length; i++) {
      float value = field.value(i % 3, i / 3 % 3, i / 9);
      assertThat(value).isFinite();
      assertThat(Float.floatToRawIntBits(value) < 0).isEqualTo(values[i] < 0);
      assertThat(value < 0).as("%s", values[i]).isEqualTo(values[i] < 0);
      assertThat(field.between(i % 3 + .5, i / 3 % 3, i / 9)).isFinite();
    }
    assertThat(SampledField.of(3, new float[27]).steepness()).isPositive();
  }

  @Test
  void of_guessAtTheEdge_isPutOutside() {
    float[] values = new float[5 * 5 * 5];
    Arrays.fill(values, -1);
    SampledField field = GuessedField.of(5, values).field();
    for (int i = 0; i < values.length; i++) {
      boolean inner = i % 5 % 4 != 0 && i / 5 % 5 % 4 != 0 && i / 25 % 4 != 0;
      assertThat(field.values()[i] < 0).isEqualTo(inner);
    }
  }

  @Test
  void deepened_twice_multiplies() {
    assertThat(Volume.of(noise(3, 1)).deepened(2).deepened(1.5).depth()).isEqualTo(3);
  }

  @Test
  void new_depthOfNone_isRefused() {
    assertThatThrownBy(() -> Volume.of(noise(3, 1)).deepened(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth: 0.0 (expected: above 0)");
  }

  private static SampledField noise(int side, long seed) {
    Random random = new Random(seed);
    float[] values = new float[side * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - .5f;
    }
    return SampledField.of(side, values);
  }
}
