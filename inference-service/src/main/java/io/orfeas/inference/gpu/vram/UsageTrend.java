package io.orfeas.inference.gpu.vram;

import java.util.Locale;

/**
 * Where memory use is heading, over the last {@link #WINDOW} samples: the mean of the newer half
 * beside that of the older one.
 *
 * @param direction of use
 * @param averagePercent mean use over the window, 0..100; 0 without samples
 * @param lastPercent the newest sample, 0..100; 0 without samples
 * @param samples that the trend rests on, 0..{@link #WINDOW}
 */
public record UsageTrend(
    Direction direction, double averagePercent, double lastPercent, int samples) {
  /** Samples looked at. */
  public static final int WINDOW = 20;

  private static final double STABLE_POINTS = 5;
  private static final double NEARLY_FULL = 95;
  private static final double HIGH_AVERAGE = 85;

  /** Of memory use. */
  public enum Direction {
    /** More than 5 points up. */
    INCREASING,
    /** More than 5 points down. */
    DECREASING,
    /** Within 5 points. */
    STABLE;

    /** The name that clients see. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The trend of a history.
   *
   * @param percents use, oldest first, each 0..100; only the last {@link #WINDOW} count
   */
  public static UsageTrend of(double... percents) {
    int count = Math.min(WINDOW, percents.length);
    if (count == 0) {
      return new UsageTrend(Direction.STABLE, 0, 0, 0);
    }
    int from = percents.length - count;
    int middle = from + count / 2;
    double change =
        count < 2 ? 0 : mean(percents, middle, percents.length) - mean(percents, from, middle);
    return new UsageTrend(
        direction(change),
        mean(percents, from, percents.length),
        percents[percents.length - 1],
        count);
  }

  /** Whether batches should shrink: above 95 %, or rising with an average above 85 %. */
  public boolean shouldReduceBatch() {
    return lastPercent > NEARLY_FULL
        || (direction == Direction.INCREASING && averagePercent > HIGH_AVERAGE);
  }

  /** How much of the window is filled, 0..1. */
  public double confidence() {
    return (double) samples / WINDOW;
  }

  private static Direction direction(double change) {
    if (Math.abs(change) <= STABLE_POINTS) {
      return Direction.STABLE;
    }
    return change > 0 ? Direction.INCREASING : Direction.DECREASING;
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }
}
