package io.orfeas.access.signature;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What an agent signs with.
 *
 * @param apiKey says which key; sent with every request
 * @param secret never sent
 */
public record Credentials(String apiKey, String secret) {
  /**
   * Reads the file that {@code orfeas keys create} writes: the lines {@code api_key=} and {@code
   * secret=}.
   *
   * @throws IOException when it cannot be read or lacks one of them
   */
  public static Credentials read(Path file) throws IOException {
    Properties lines = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      lines.load(text);
    }
    return new Credentials(line(file, lines, "api_key"), line(file, lines, "secret"));
  }

  /** The file's text. */
  public String toFile() {
    return "api_key=%s%nsecret=%s%n".formatted(apiKey, secret);
  }

  /** Without the secret, for logs. */
  @Override
  public String toString() {
    return "Credentials[" + apiKey + "]";
  }

  private static String line(Path file, Properties lines, String name) throws IOException {
    String value = lines.getProperty(name, "").strip();
    if (value.isEmpty()) {
      throw new IOException(file + ": no " + name + " (expected: api_key=... and secret=...)");
    }
    return value;
  }
}
