package io.orfeas.telemetry.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final double[] QUANTILES = {0, 0.5, 0.9, 0.95, 0.99, 1};

  @Test
  void quantile_ofManyShapes_isWithinTheStatedError() {
    for (int seed = 0; seed < 40; seed++) {
      double[] values = values(new Random(seed), 1 + seed * 97);
      Distribution distribution = Distribution.of(values);
      Arrays.sort(values);
      for (double quantile : QUANTILES) {
        double exact = values[Math.max(0, (int) Math.ceil(quantile * values.length) - 1)];
        assertThat(distribution.quantile(quantile))
            .as("quantile %s of seed %s", quantile, seed)
            .isCloseTo(exact, within(1e-9 + Distribution.RELATIVE_ERROR * exact * 1.000001));
      }
    }
  }

  @Test
  void quantile_ofAFew_isOneOfThemByNearestRank() {
    Distribution four = Distribution.of(1, 2, 3, 4);

    assertThat(four.quantile(0)).isCloseTo(1, within(0.01));
    assertThat(four.quantile(0.5)).isCloseTo(2, within(0.02));
    assertThat(four.quantile(0.51)).isCloseTo(3, within(0.03));
    assertThat(four.quantile(0.99)).isCloseTo(4, within(0.04));
    assertThat(Distribution.of(7).quantile(0.5)).isCloseTo(7, within(0.07));
  }

  @Test
  void merge_ofParts_equalsTheWhole() {
    for (int seed = 0; seed < 20; seed++) {
      double[] values = values(new Random(seed), 500);
      Distribution whole = Distribution.of(values);
      Distribution merged = Distribution.of(Arrays.copyOfRange(values, 0, 100 + seed));
      merged.merge(Distribution.of(Arrays.copyOfRange(values, 100 + seed, values.length)));

      assertSame(merged, whole);
    }
  }

  @Test
  void decode_ofEncoded_isTheSame() {
    Distribution distribution = Distribution.of(values(new Random(7), 300));

    assertSame(Distribution.decode(distribution.encode()), distribution);
  }

  @Test
  void empty_hasZeros() {
    Distribution empty = Distribution.decode(new Distribution().encode());

    assertThat(empty.count()).isZero();
    assertThat(empty.sum()).isZero();
    assertThat(empty.mean()).isZero();
    assertThat(empty.max()).isZero();
    assertThat(empty.quantile(0.5)).isZero();
  }

  @Test
  void add_extremeValues_staysBounded() {
    Distribution distribution = Distribution.of(Double.MIN_VALUE, 1e-300, 1, 1e300);

    assertThat(distribution.count()).isEqualTo(4);
    assertThat(distribution.max()).isEqualTo(1e300);
    assertThat(distribution.encode().length).isLessThan(1_000);
  }

  @Test
  void add_whatIsNoAmount_isRefused() {
    Distribution distribution = new Distribution();

    for (double value : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> distribution.add(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("value: " + value);
    }
  }

  @Test
  void decode_malformed_isRefused() {
    byte[] encoded = Distribution.of(1, 2, 3).encode();

    assertThatThrownBy(() -> Distribution.decode(Arrays.copyOf(encoded, encoded.length - 2)))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static void assertSame(Distribution actual, Distribution expected) {
    assertThat(actual.count()).isEqualTo(expected.count());
    assertThat(actual.sum()).isCloseTo(expected.sum(), within(1e-9 * expected.sum()));
    assertThat(actual.max()).isEqualTo(expected.max());
    for (double quantile : QUANTILES) {
      assertThat(actual.quantile(quantile)).isEqualTo(expected.quantile(quantile));
    }
  }

  /** Log-normal, with some zeros: as durations are. */
  private static double[] values(Random random, int count) {
    double spread = 0.1 + 2 * random.nextDouble();
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(50) == 0 ? 0 : Math.exp(spread * random.nextGaussian());
    }
    return values;
  }
}
