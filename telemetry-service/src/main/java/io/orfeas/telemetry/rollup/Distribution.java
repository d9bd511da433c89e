package io.orfeas.telemetry.rollup;

import com.datadoghq.sketch.ddsketch.DDSketchWithExactSummaryStatistics;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A distribution of values from zero up that can be merged with others without loss.
 *
 * <p>A DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with
 * relative-error guarantees", VLDB 2019): values are counted in bins whose bounds grow by a
 * constant factor, so a quantile is within {@link #RELATIVE_ERROR} of the value at its rank,
 * however values are spread over minutes and replicas before they are merged. Count, sum, least and
 * greatest value are kept beside the bins and are exact. At most {@value #MAX_BINS} bins, which
 * hold any values within a factor of 10^17 of each other; below that the lowest bins are merged.
 * Not safe for concurrent use.
 */
public final class Distribution {
  /** How far a quantile may be off, as a share of its value. */
  public static final double RELATIVE_ERROR = 0.01;

  private static final int MAX_BINS = 2048;
  private static final IndexMapping BINS = new CubicallyInterpolatedMapping(RELATIVE_ERROR);

  private final DDSketchWithExactSummaryStatistics sketch =
      new DDSketchWithExactSummaryStatistics(BINS, () -> new CollapsingLowestDenseStore(MAX_BINS));

  /** A distribution of the given values. */
  public static Distribution of(double... values) {
    Distribution distribution = new Distribution();
    for (double value : values) {
      distribution.add(value);
    }
    return distribution;
  }

  /**
   * A distribution that {@link #encode} wrote.
   *
   * @throws UncheckedIOException if the bytes are not one
   */
  public static Distribution decode(byte[] encoded) {
    Distribution distribution = new Distribution();
    distribution.mergeEncoded(encoded);
    return distribution;
  }

  /**
   * Counts one value.
   *
   * @throws IllegalArgumentException unless it is finite and zero or more
   */
  public void add(double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("value: " + value + " (expected: finite, 0 or more)");
    }
    sketch.accept(value);
  }

  /** Counts all that another one counted. */
  public void merge(Distribution other) {
    sketch.mergeWith(other.sketch);
  }

  /**
   * Counts all that an encoded one counted.
   *
   * @throws UncheckedIOException if the bytes are not one
   */
  public void mergeEncoded(byte[] encoded) {
    try {
      sketch.decodeAndMergeWith(ByteArrayInput.wrap(encoded));
    } catch (IOException | IllegalArgumentException malformed) {
      throw new UncheckedIOException(new IOException("distribution: malformed", malformed));
    }
  }

  /** Values counted. */
  public long count() {
    return Math.round(sketch.getCount());
  }

  /** Sum of the values; exact but for rounding. */
  public double sum() {
    return sketch.isEmpty() ? 0 : sketch.getSum();
  }

  /** Mean of the values; 0 when there are none. */
  public double mean() {
    return sketch.isEmpty() ? 0 : sum() / sketch.getCount();
  }

  /** Greatest value; 0 when there are none. */
  public double max() {
    return sketch.isEmpty() ? 0 : sketch.getMaxValue();
  }

  /**
   * The value at a quantile, within {@link #RELATIVE_ERROR}; 0 when there are no values.
   *
   * <p>By nearest rank: the smallest value that at least this share of all values does not exceed,
   * so that the 99th percentile of a few values is the greatest of them.
   *
   * @param quantile in 0..1
   */
  public double quantile(double quantile) {
    if (sketch.isEmpty()) {
      return 0;
    }
    long last = count() - 1;
    long index = Math.max(0, (long) Math.ceil(quantile * count()) - 1);
    // The sketch takes the value at the share of the last index, rounded down: half a step more
    // keeps rounding from falling short of it.
    return sketch.getValueAtQuantile(last == 0 ? 1 : Math.min(1, (index + 0.5) / last));
  }

  /** This distribution as bytes: a few bytes per bin in use. */
  public byte[] encode() {
    GrowingByteArrayOutput output = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(output, true);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.trimmedCopy();
  }
}
