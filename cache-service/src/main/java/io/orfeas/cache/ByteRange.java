package io.orfeas.cache;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a blob, as a {@code Range} header asks for it (RFC 9110, section 14). Of several parts
 * none is given: the whole is a right answer to any range.
 *
 * @param start first byte
 * @param end byte after the last
 */
record ByteRange(long start, long end) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  long length() {
    return end - start;
  }

  /**
   * What a header asks for.
   *
   * @return empty when it cannot be satisfied
   */
  static Optional<ByteRange> parse(String header, long size) {
    Matcher parts = FORM.matcher(header);
    if (!parts.matches() || parts.group(0).equals("bytes=-")) {
      return Optional.of(new ByteRange(0, size));
    }
    String first = parts.group(1);
    String last = parts.group(2);
    if (first.isEmpty()) {
      long length = Math.min(Long.parseLong(last), size);
      return length == 0 ? Optional.empty() : Optional.of(new ByteRange(size - length, size));
    }
    long start = Long.parseLong(first);
    long end = last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size);
    return start >= size || start >= end
        ? Optional.empty()
        : Optional.of(new ByteRange(start, end));
  }
}
