package io.orfeas.telemetry;

import io.orfeas.telemetry.v1.RecordLosses;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was reported and not counted, minute by minute for two days: long enough for the report of
 * the day before, and bounded. Safe for concurrent use.
 */
final class Losses {
  private static final long MINUTE = 60;
  private static final Duration MEMORY = Duration.ofDays(2);

  /** Why something was lost. */
  enum Kind {
    /** Records beyond what the queue holds. */
    OVERFLOW,
    /** Records that make no sense. */
    MALFORMED,
    /** Observations of more series than fit. */
    REFUSED
  }

  private final InstantSource clock;
  private final TreeMap<Long, Map<Kind, Long>> minutes = new TreeMap<>();
  private final Map<Kind, Long> totals = new EnumMap<>(Kind.class);

  Losses(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(Kind kind, long count) {
    if (count <= 0) {
      return;
    }
    long now = clock.instant().getEpochSecond();
    minutes
        .computeIfAbsent(now - now % MINUTE, minute -> new EnumMap<>(Kind.class))
        .merge(kind, count, Long::sum);
    minutes.headMap(now - MEMORY.toSeconds()).clear();
    totals.merge(kind, count, Long::sum);
  }

  /** Since start. */
  synchronized long total(Kind kind) {
    return totals.getOrDefault(kind, 0L);
  }

  /**
   * Within a stretch of time, widened to whole minutes.
   *
   * @param start in seconds since 1970
   * @param end in seconds since 1970, not within it
   */
  synchronized RecordLosses within(long start, long end) {
    Map<Kind, Long> sums = new EnumMap<>(Kind.class);
    minutes
        .subMap(start - start % MINUTE, true, end, false)
        .values()
        .forEach(minute -> minute.forEach((kind, count) -> sums.merge(kind, count, Long::sum)));
    return RecordLosses.newBuilder()
        .setOverflowRecords(sums.getOrDefault(Kind.OVERFLOW, 0L))
        .setMalformedRecords(sums.getOrDefault(Kind.MALFORMED, 0L))
        .setRefusedObservations(sums.getOrDefault(Kind.REFUSED, 0L))
        .build();
  }
}
