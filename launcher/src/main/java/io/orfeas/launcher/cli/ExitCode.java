package io.orfeas.launcher.cli;

import io.grpc.Status.Code;

/** What the command exits with. */
final class ExitCode {
  static final int OK = 0;
  static final int UNEXPECTED = 1;
  static final int USAGE = 2;
  static final int REFUSED = 3;
  static final int UNREACHABLE = 4;
  static final int MISSED = 5;
  static final int NO_GPU = 6;
  static final int LATER = 7;
  static final int TOO_LATE = 8;

  private ExitCode() {}

  static int of(Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, FAILED_PRECONDITION, NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED ->
          REFUSED;
      case UNAVAILABLE -> UNREACHABLE;
      case RESOURCE_EXHAUSTED, ABORTED -> LATER;
      case DEADLINE_EXCEEDED -> TOO_LATE;
      default -> UNEXPECTED;
    };
  }
}
