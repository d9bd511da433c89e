package io.orfeas.launcher.cli;

/** What was asked for cannot be done as asked; the message says what would work. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
