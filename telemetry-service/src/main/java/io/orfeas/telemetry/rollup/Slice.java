package io.orfeas.telemetry.rollup;

/**
 * A run of buckets.
 *
 * @param resolution length of each
 * @param start of the first, in seconds since 1970
 * @param end of the last, in seconds since 1970
 */
public record Slice(Resolution resolution, long start, long end) {
  /** Whether a bucket belongs to it. */
  public boolean contains(RollupKey key) {
    return key.resolution() == resolution && key.start() >= start && key.start() < end;
  }
}
