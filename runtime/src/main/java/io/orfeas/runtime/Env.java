package io.orfeas.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A typed reader of environment variables that collects every problem before it complains.
 *
 * <p>A variable that is unset or blank has its default. A value that cannot be used is noted and
 * its default returned, so that reading goes on; {@link #check()} then throws with all notes at
 * once. Messages read {@code ORFEAS_PORT: 99999 (expected: 0..65535)}. Not safe for concurrent use.
 */
public final class Env {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

  private final Map<String, String> values;

  /** Each once: what several servers have in common is read for each. */
  private final Set<String> problems = new LinkedHashSet<>();

  private Env(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Reads from the given variables; {@code System.getenv()} in production. */
  public static Env of(Map<String, String> values) {
    return new Env(values);
  }

  /** Any text. */
  public String string(String name, String fallback) {
    String value = values.get(name);
    return value == null || value.isBlank() ? fallback : value.strip();
  }

  /** A whole number in {@code min..max}. */
  public int integer(String name, int fallback, int min, int max) {
    return parse(
        name,
        fallback,
        min + ".." + max,
        text -> {
          int value = Integer.parseInt(text);
          return value >= min && value <= max ? value : null;
        });
  }

  /** A number in {@code min..max}. */
  public double number(String name, double fallback, double min, double max) {
    return parse(
        name,
        fallback,
        min + ".." + max,
        text -> {
          double value = Double.parseDouble(text);
          return value >= min && value <= max ? value : null;
        });
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean fallback) {
    return choice(name, Boolean.toString(fallback), "true", "false").equals("true");
  }

  /** One of the allowed words, in lower case. */
  public String choice(String name, String fallback, String... allowed) {
    List<String> words = List.of(allowed);
    return parse(
        name,
        fallback,
        String.join("|", words),
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          return words.contains(word) ? word : null;
        });
  }

  /** A length of time: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h} or {@code 30d}. */
  public Duration duration(String name, Duration fallback) {
    return parse(name, fallback, "a number with ms, s, m, h or d", Env::parseDuration);
  }

  /** A size in bytes: {@code 1048576}, {@code 64KiB}, {@code 32MiB} or {@code 10GiB}. */
  public long bytes(String name, long fallback) {
    return parse(name, fallback, "a number with KiB, MiB or GiB", Env::parseBytes);
  }

  /** A file system path; a leading {@code ~/} is the home directory. */
  public Path path(String name, Path fallback) {
    return parse(
        name,
        fallback,
        "a path",
        text ->
            text.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), text.substring(2))
                : Path.of(text));
  }

  /** Notes a problem between values that are fine one by one. */
  public void problem(String message) {
    problems.add(message);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if any value could not be used; its message has one line per problem
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(problems));
    }
  }

  private <T> T parse(
      String name, T fallback, String expected, Function<String, @Nullable T> parser) {
    String text = string(name, "");
    if (text.isEmpty()) {
      return fallback;
    }
    T value = null;
    try {
      value = parser.apply(text);
    } catch (IllegalArgumentException | ArithmeticException unusable) {
      // Reported below, as for a value out of range.
    }
    if (value == null) {
      problems.add("%s: %s (expected: %s)".formatted(name, text, expected));
      return fallback;
    }
    return value;
  }

  /** A time as settings have it, {@code 500ms} or {@code 2m}; null for anything else. */
  public static @Nullable Duration parseDuration(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> null;
    };
  }

  private static @Nullable Long parseBytes(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "" -> amount;
      case "KiB" -> Math.multiplyExact(amount, 1L << 10);
      case "MiB" -> Math.multiplyExact(amount, 1L << 20);
      case "GiB" -> Math.multiplyExact(amount, 1L << 30);
      default -> null;
    };
  }
}
