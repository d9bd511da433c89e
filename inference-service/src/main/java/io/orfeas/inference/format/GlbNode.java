package io.orfeas.inference.format;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value in the JSON of a GLB, with its path for messages. Each accessor demands what it names and
 * throws {@link GlbFormatException} otherwise.
 *
 * @param path for example {@code meshes[0].primitives}
 * @param value map, list, string, number or boolean
 */
record GlbNode(String path, Object value) {

  /** The root of a JSON text. */
  static GlbNode parse(String json) {
    return new GlbNode("", GlbJsonParser.parse(json));
  }

  /** Whether this object has an entry. */
  boolean has(String key) {
    return value instanceof Map<?, ?> map && map.containsKey(key);
  }

  /** An entry of this object. */
  GlbNode at(String key) {
    String child = path.isEmpty() ? key : path + "." + key;
    if (value instanceof Map<?, ?> map) {
      Object found = map.get(key);
      if (found != null) {
        return new GlbNode(child, found);
      }
    }
    throw new GlbFormatException(child + ": absent (expected: present)");
  }

  /** The element of this list that another value names. */
  GlbNode at(int index) {
    if (value instanceof List<?> list && index < list.size()) {
      return new GlbNode(path + "[" + index + "]", list.get(index));
    }
    throw new GlbFormatException("%s[%d]: absent (expected: present)".formatted(path, index));
  }

  /** The only element of this list. */
  GlbNode only() {
    if (value instanceof List<?> list && list.size() == 1) {
      return at(0);
    }
    throw mismatch("a list of one");
  }

  /** This whole number, in 0..max. */
  int integer(int max) {
    if (value instanceof BigDecimal number
        && number.signum() >= 0
        && number.compareTo(BigDecimal.valueOf(max)) <= 0
        && number.stripTrailingZeros().scale() <= 0) {
      return number.intValueExact();
    }
    throw mismatch("a whole number in 0.." + max);
  }

  /** This number. */
  double number() {
    if (value instanceof BigDecimal number) {
      return number.doubleValue();
    }
    throw mismatch("a number");
  }

  /** This string. */
  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw mismatch("a string");
  }

  /** The entries of this object, which are texts, numbers and truth values. */
  Map<String, Object> scalars() {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch("an object");
    }
    Map<String, Object> scalars = new LinkedHashMap<>();
    for (Object key : map.keySet()) {
      GlbNode entry = at(String.valueOf(key));
      if (entry.value instanceof Map<?, ?> || entry.value instanceof List<?>) {
        throw entry.mismatch("a text, a number or a truth value");
      }
      scalars.put(String.valueOf(key), entry.value);
    }
    return scalars;
  }

  /** Demands a certain string. */
  void requireText(String expected) {
    if (!text().equals(expected)) {
      throw mismatch("\"" + expected + "\"");
    }
  }

  /** Demands a certain whole number. */
  void requireInteger(int expected) {
    if (integer(Integer.MAX_VALUE) != expected) {
      throw mismatch(Integer.toString(expected));
    }
  }

  /** The complaint that this value is not what was expected. */
  GlbFormatException mismatch(String expected) {
    String shown = String.valueOf(value);
    String brief = shown.length() > 40 ? shown.substring(0, 40) + "..." : shown;
    return new GlbFormatException("%s: %s (expected: %s)".formatted(path, brief, expected));
  }
}
