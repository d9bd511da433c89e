package io.orfeas.inference;

import com.google.rpc.BadRequest.FieldViolation;
import io.orfeas.runtime.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The problems of one request, collected so that all are reported together. For one thread. */
final class Violations {
  private static final int MAX_SHOWN = 80;

  private final List<FieldViolation> found = new ArrayList<>();

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Refuses the request if there is any problem. */
  void refuse() {
    if (!found.isEmpty()) {
      throw Failure.invalid(RequestParser.INVALID_PARAMETER, found);
    }
  }

  void add(String field, String value, String expected) {
    found.add(
        Failure.violation(
            field, field + ": " + abbreviated(value) + " (expected: " + expected + ")"));
  }

  /** Notes messages by field. */
  void addAll(Map<String, String> messages) {
    messages.forEach((field, message) -> found.add(Failure.violation(field, message)));
  }

  void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      add(field, Long.toString(value), max == Long.MAX_VALUE ? min + " or more" : min + ".." + max);
    }
  }

  /** Whether the value is in the range, which NaN never is. */
  boolean range(String field, double value, double min, double max) {
    boolean within = value >= min && value <= max;
    if (!within) {
      add(field, Double.toString(value), number(min) + ".." + number(max));
    }
    return within;
  }

  /** The value that goes by this name; the fallback for an empty or, noted, an unknown name. */
  <T> T word(String field, String name, T fallback, T[] allowed, Function<T, String> names) {
    if (name.isEmpty()) {
      return fallback;
    }
    for (T candidate : allowed) {
      if (names.apply(candidate).equals(name)) {
        return candidate;
      }
    }
    add(field, name, String.join("|", Arrays.stream(allowed).map(names).toList()));
    return fallback;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  static String abbreviated(String value) {
    return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN - 3) + "...";
  }
}
