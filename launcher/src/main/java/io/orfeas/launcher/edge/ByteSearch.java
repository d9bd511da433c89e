package io.orfeas.launcher.edge;

import java.util.Arrays;

/**
 * Finds a pattern of bytes: Horspool's search (Practical fast searching in strings, 1980), which
 * looks at about one byte in as many as the pattern has.
 */
final class ByteSearch {
  private final byte[] pattern;
  private final int[] shifts = new int[256];

  /** Prepares the search for a pattern of at least one byte. */
  ByteSearch(byte[] pattern) {
    this.pattern = pattern;
    Arrays.fill(shifts, pattern.length);
    for (int i = 0; i < pattern.length - 1; i++) {
      shifts[pattern[i] & 0xff] = pattern.length - 1 - i;
    }
  }

  /** Where the pattern first begins at or after an index, or -1. */
  int in(byte[] text, int from) {
    int last = pattern.length - 1;
    byte end = pattern[last];
    for (int at = from; at < text.length - last; ) {
      byte seen = text[at + last];
      if (seen == end && matches(text, at)) {
        return at;
      }
      at += shifts[seen & 0xff];
    }
    return -1;
  }

  private boolean matches(byte[] text, int at) {
    return Arrays.equals(text, at, at + pattern.length, pattern, 0, pattern.length);
  }
}
