package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What is too old to keep. */
final class Expiry {
  /** Windows are widened outward to whole buckets, the first of which must still be there. */
  private static final Duration SLACK = Duration.ofDays(1);

  private Expiry() {}

  /** The start before which buckets are forgotten, in seconds since 1970. */
  static long before(Resolution resolution, Instant now, Duration retention) {
    return resolution.floor(now.minus(resolution.kept(retention)).getEpochSecond())
        - resolution.seconds();
  }

  /** The day before which reports are forgotten. */
  static LocalDate reportsBefore(Instant now, Duration retention) {
    return LocalDate.ofInstant(now.minus(retention).minus(SLACK), ZoneOffset.UTC);
  }
}
