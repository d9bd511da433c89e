package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.v1.VramTrend;
import java.util.Arrays;
import java.util.Optional;

/** Tells where the use of device memory is heading. */
public final class VramTrends {
  /** Samples that a trend rests on at most. */
  public static final int SAMPLES = 20;

  /** Percentage points between the halves that make a difference. */
  private static final double DIFFERENCE = 5;

  private static final double FULL_PERCENT = 95;
  private static final double HIGH_MEAN_PERCENT = 85;

  private VramTrends() {}

  /**
   * The trend of the last {@value #SAMPLES} samples; empty for fewer than two.
   *
   * @param percents shares in use, 0..100, the oldest first
   */
  public static Optional<VramTrend> of(double... percents) {
    if (percents.length < 2) {
      return Optional.empty();
    }
    double[] last =
        Arrays.copyOfRange(percents, Math.max(0, percents.length - SAMPLES), percents.length);
    double mean = mean(last, 0, last.length);
    double latest = last[last.length - 1];
    String direction = direction(last);
    return Optional.of(
        VramTrend.newBuilder()
            .setDirection(direction)
            .setMeanPercent(mean)
            .setLatestPercent(latest)
            .setReduceBatch(
                latest > FULL_PERCENT
                    || (direction.equals("increasing") && mean > HIGH_MEAN_PERCENT))
            .setSamples(last.length)
            .build());
  }

  private static String direction(double[] last) {
    int half = last.length / 2;
    double change = mean(last, last.length - half, last.length) - mean(last, 0, half);
    if (change > DIFFERENCE) {
      return "increasing";
    }
    return change < -DIFFERENCE ? "decreasing" : "stable";
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }
}
