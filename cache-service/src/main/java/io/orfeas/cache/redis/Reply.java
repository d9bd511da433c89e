package io.orfeas.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the script answered: byte strings, whole numbers and lists of them. */
record Reply(List<?> values) {
  int size() {
    return values.size();
  }

  /** A byte string. */
  byte[] bytes(int index) {
    return (byte[]) values.get(index);
  }

  /** A byte string that is text. */
  String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** A whole number, which may come as text: the script's own numbers are exact up to 2^53. */
  long number(int index) {
    return values.get(index) instanceof Long number ? number : Long.parseLong(text(index));
  }

  Reply list(int index) {
    return new Reply((List<?>) values.get(index));
  }
}
