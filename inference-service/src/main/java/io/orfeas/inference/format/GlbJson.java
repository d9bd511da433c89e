package io.orfeas.inference.format;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the JSON chunk: maps in their order, lists, strings, whole numbers, floats, booleans.
 *
 * <p>Floats are written with all their decimal digits, so that readers who compare bounds with the
 * data see equal numbers and every JDK writes the same text.
 */
final class GlbJson {
  private GlbJson() {}

  /** An object of alternating keys and values, in this order. */
  static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  /** The text of a tree. */
  static String write(Object tree) {
    StringBuilder out = new StringBuilder(2048);
    append(tree, out);
    return out.toString();
  }

  private static void append(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      appendObject(map, out);
    } else if (value instanceof List<?> list) {
      appendArray(list, out);
    } else if (value instanceof String text) {
      appendString(text, out);
    } else if (value instanceof Float number) {
      out.append(new BigDecimal(number.doubleValue()).stripTrailingZeros());
    } else if (value instanceof Double number) {
      out.append(BigDecimal.valueOf(number).stripTrailingZeros());
    } else if (value instanceof BigDecimal number) {
      out.append(number);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      out.append(value);
    } else {
      throw new IllegalArgumentException(
          "JSON value: %s (expected: map, list, string, number or boolean)".formatted(value));
    }
  }

  private static void appendObject(Map<?, ?> map, StringBuilder out) {
    char separator = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      appendString((String) entry.getKey(), out);
      out.append(':');
      append(entry.getValue(), out);
      separator = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void appendArray(List<?> list, StringBuilder out) {
    char separator = '[';
    for (Object element : list) {
      out.append(separator);
      append(element, out);
      separator = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private static void appendString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
