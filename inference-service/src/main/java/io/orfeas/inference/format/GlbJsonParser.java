package io.orfeas.inference.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) into maps, lists, strings, {@link BigDecimal}s and booleans.
 *
 * <p>Depth is bounded, and so is the length of a number; {@code null} is not needed in glTF and
 * refused. Everything else is a {@link GlbFormatException}.
 */
final class GlbJsonParser {
  private static final int MAX_DEPTH = 16;

  /** Enough for any float in full digits; far more would make arithmetic slow. */
  private static final int MAX_NUMBER_LENGTH = 200;

  private static final int MAX_EXPONENT = 400;

  private final String text;
  private int at;
  private int depth;

  private GlbJsonParser(String text) {
    this.text = text;
  }

  /** The tree of a whole text; trailing spaces are allowed. */
  static Object parse(String text) {
    GlbJsonParser parser = new GlbJsonParser(text);
    Object value = parser.value();
    parser.skipSpace();
    if (parser.at != text.length()) {
      throw parser.unexpected("the end");
    }
    return value;
  }

  private Object value() {
    skipSpace();
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string();
      case 't':
        return literal("true", true);
      case 'f':
        return literal("false", false);
      default:
        return number();
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    enter();
    if (!skip('}')) {
      do {
        skipSpace();
        String key = string();
        require(':');
        if (object.put(key, value()) != null) {
          throw unexpected("no second \"" + key + "\"");
        }
      } while (skip(','));
      require('}');
    }
    depth--;
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    enter();
    if (!skip(']')) {
      do {
        array.add(value());
      } while (skip(','));
      require(']');
    }
    depth--;
    return array;
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw unexpected("at most " + MAX_DEPTH + " levels");
    }
  }

  private String string() {
    if (peek() != '"') {
      throw unexpected("a string");
    }
    StringBuilder out = new StringBuilder();
    for (at++; peek() != '"'; at++) {
      if (peek() < ' ') {
        throw unexpected("an escaped control character");
      }
      out.append(peek() == '\\' ? escaped() : peek());
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    at++;
    switch (peek()) {
      case '"', '\\', '/':
        return peek();
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return codeUnit();
      default:
        throw unexpected("an escape");
    }
  }

  private char codeUnit() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw unexpected("a hexadecimal digit");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private Object literal(String word, boolean value) {
    if (!text.startsWith(word, at)) {
      throw unexpected(word);
    }
    at += word.length();
    return value;
  }

  private BigDecimal number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      if (at - start <= MAX_NUMBER_LENGTH) {
        BigDecimal number = new BigDecimal(text.substring(start, at));
        if (Math.abs((long) number.scale()) <= MAX_EXPONENT) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Reported below with its place.
    }
    at = start;
    throw unexpected("a value");
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    skipSpace();
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void require(char c) {
    if (!skip(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw unexpected("more");
    }
    return text.charAt(at);
  }

  private GlbFormatException unexpected(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new GlbFormatException("JSON at %d: %s (expected: %s)".formatted(at, found, expected));
  }
}
