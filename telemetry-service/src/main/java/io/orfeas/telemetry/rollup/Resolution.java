package io.orfeas.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a bucket of time is. Every observation is kept in a bucket of each resolution; the finer
 * ones are forgotten sooner, which is all the down-sampling there is. Codes are stored: they never
 * change meaning.
 */
public enum Resolution {
  /** A minute; kept for a day. */
  MINUTE(0, 60, Duration.ofDays(1)),
  /** An hour; kept for a week. */
  HOUR(1, 3_600, Duration.ofDays(7)),
  /** A UTC day; kept as long as anything. */
  DAY(2, 86_400, Duration.ofDays(366));

  private final int code;
  private final long seconds;
  private final Duration kept;

  Resolution(int code, long seconds, Duration kept) {
    this.code = code;
    this.seconds = seconds;
    this.kept = kept;
  }

  /** Number to store. */
  public int code() {
    return code;
  }

  /** Length of a bucket, in seconds. */
  public long seconds() {
    return seconds;
  }

  /** For how long buckets are kept, given for how long anything is. */
  public Duration kept(Duration retention) {
    return retention.compareTo(kept) < 0 ? retention : kept;
  }

  /**
   * The start before which buckets may be forgotten, in seconds since 1970. Windows that begin
   * before it are widened to the next longer buckets, whose finer parts must all be there.
   */
  public long forgottenBefore(Instant now, Duration retention) {
    return longer().floor(now.minus(kept(retention)).getEpochSecond());
  }

  private Resolution longer() {
    return this == MINUTE ? HOUR : DAY;
  }

  /** Start of the bucket that a time is in, in seconds since 1970. */
  public long floor(long epochSecond) {
    return epochSecond - Math.floorMod(epochSecond, seconds);
  }

  /** The first start of a bucket at a time or after it. */
  public long ceil(long epochSecond) {
    return floor(epochSecond + seconds - 1);
  }
}
