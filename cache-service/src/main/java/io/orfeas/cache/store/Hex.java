package io.orfeas.cache.store;

import java.util.HexFormat;

/** SHA-256 values as text: 64 lower-case hexadecimal characters. */
final class Hex {
  private static final int LENGTH = 64;

  private Hex() {}

  static String require(String field, String text) {
    if (text.length() != LENGTH || !isDigits(text)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: 64 lower-case hexadecimal characters)"
              .formatted(field, shorten(text)));
    }
    return text;
  }

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A loop: every read of a blob asks, and {@code chars().allMatch} takes half a microsecond. */
  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static String shorten(String text) {
    return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
  }
}
