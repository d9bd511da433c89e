package io.orfeas.runtime;

import java.util.List;

/** A configuration that cannot be used, with every problem found in it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
