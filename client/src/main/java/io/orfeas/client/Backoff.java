package io.orfeas.client;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How often, and after how long, a client tries again: delays double from the first to the longest,
 * each varied at random by half, so that many clients of one lost server do not come back at once.
 *
 * @param attempts tries in a row that may bring nothing; 0 never tries again
 * @param first delay after the first failure, at least 1 ms
 * @param longest delay at most, also when a server asks for a longer one: then the client gives up
 */
public record Backoff(int attempts, Duration first, Duration longest) {
  /** Eight tries, from 100 ms to 10 s: about half a minute in all. */
  public static final Backoff DEFAULT =
      new Backoff(8, Duration.ofMillis(100), Duration.ofSeconds(10));

  /** No second try. */
  public static final Backoff NONE = new Backoff(0, Duration.ofMillis(1), Duration.ofMillis(1));

  private static final double FACTOR = 2;
  private static final double SPREAD = 0.5;

  /** Checks the bounds. */
  public Backoff {
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 0 or more)");
    }
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "first, longest: %s, %s (expected: 1 ms or more, and not less than the first)"
              .formatted(first, longest));
    }
  }

  /**
   * The delay before a try.
   *
   * @param attempt from 1
   */
  Duration delay(int attempt) {
    IntervalFunction delays =
        IntervalFunction.ofExponentialRandomBackoff(first, FACTOR, SPREAD, longest);
    return Duration.ofMillis(delays.apply(attempt));
  }
}
