package io.orfeas.cache.store;

import java.util.List;

/**
 * One step of a result.
 *
 * @param sequence place in the result, from 1, without gaps
 * @param payload what it means to those who publish and read it
 * @param blobs what it needs; they live at least as long as the result
 */
public record Entry(int sequence, Opaque payload, List<Digest> blobs) {
  /** Bytes that an entry weighs besides payload and blob names. */
  private static final int OVERHEAD = 64;

  /** Copies the list. */
  public Entry {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence: " + sequence + " (expected: 1 or more)");
    }
    blobs = List.copyOf(blobs);
  }

  /** What it weighs in the log, in bytes; without its blobs. */
  public long weightBytes() {
    return OVERHEAD + payload.size() + (long) OVERHEAD * blobs.size();
  }
}
