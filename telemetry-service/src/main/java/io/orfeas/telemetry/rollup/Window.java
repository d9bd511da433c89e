package io.orfeas.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of time, widened outward to buckets that are still kept: minutes within the last day,
 * hours within the last week, days beyond.
 *
 * @param start where it begins, in seconds since 1970
 * @param end where it ends, in seconds since 1970; after the start
 * @param isLive whether it reaches up to the time at which it was asked for
 * @param slices the coarsest buckets that cover it, each second once
 */
public record Window(long start, long end, boolean isLive, List<Slice> slices) {
  private static final Resolution[] COARSEST_FIRST = {
    Resolution.DAY, Resolution.HOUR, Resolution.MINUTE
  };

  /** Longest that is drawn minute by minute. */
  private static final Duration BY_MINUTES = Duration.ofHours(6);

  /**
   * The window that looks back from a time.
   *
   * @param end where it ends; not after now
   * @param length how far to look back; cut to what is kept
   * @param now the time
   * @param retention for how long anything is kept
   */
  public static Window back(Instant end, Duration length, Instant now, Duration retention) {
    long latest = now.getEpochSecond();
    long oldest = latest - retention.toSeconds();
    long from = Math.max(oldest, end.getEpochSecond() - length.toSeconds());
    long to = Math.max(from + 1, end.getEpochSecond());
    long start = finestKept(from, latest, retention).floor(from);
    if (to >= latest) {
      // Nothing is newer than now, so buckets that reach past it may be used whole.
      return new Window(
          start, Math.max(to, start + 1), true, cover(start, Resolution.DAY.ceil(latest + 1)));
    }
    long aligned = finestKept(to, latest, retention).ceil(to);
    return new Window(start, Math.min(aligned, latest), false, cover(start, aligned));
  }

  /** Its length. */
  public Duration length() {
    return Duration.ofSeconds(end - start);
  }

  /** The first second that is not in it: what has just begun is part of what reaches up to now. */
  public long until() {
    return isLive ? end + 1 : end;
  }

  /** Its buckets one by one, of a length that suits drawing: a few hundred at most. */
  public Slice points(Instant now, Duration retention) {
    Resolution resolution = finestKept(start, now.getEpochSecond(), retention);
    if (resolution == Resolution.MINUTE && length().compareTo(BY_MINUTES) > 0) {
      resolution = Resolution.HOUR;
    }
    return new Slice(resolution, resolution.floor(start), resolution.ceil(until()));
  }

  private static Resolution finestKept(long second, long now, Duration retention) {
    for (Resolution resolution : Resolution.values()) {
      if (second >= now - resolution.kept(retention).toSeconds()) {
        return resolution;
      }
    }
    return Resolution.DAY;
  }

  private static List<Slice> cover(long from, long to) {
    List<Slice> slices = new ArrayList<>();
    cover(from, to, 0, slices);
    return List.copyOf(slices);
  }

  /** Whole coarse buckets in the middle, finer ones at both ends. */
  private static void cover(long from, long to, int depth, List<Slice> slices) {
    if (from >= to || depth == COARSEST_FIRST.length) {
      return;
    }
    Resolution resolution = COARSEST_FIRST[depth];
    long first = resolution.ceil(from);
    long last = resolution.floor(to);
    if (first >= last) {
      cover(from, to, depth + 1, slices);
      return;
    }
    cover(from, first, depth + 1, slices);
    slices.add(new Slice(resolution, first, last));
    cover(last, to, depth + 1, slices);
  }
}
