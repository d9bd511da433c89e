package io.orfeas.launcher.cli;

import io.orfeas.runtime.Env;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times as settings have them. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    Duration time = Env.parseDuration(text);
    if (time == null) {
      throw new TypeConversionException(text + " (expected: a number with ms, s, m, h or d)");
    }
    return time;
  }
}
