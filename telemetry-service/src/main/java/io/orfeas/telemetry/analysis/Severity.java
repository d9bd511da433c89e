package io.orfeas.telemetry.analysis;

import java.util.Locale;
import java.util.Optional;

/** How much something matters, the most first. */
enum Severity {
  CRITICAL,
  HIGH,
  MEDIUM;

  private static final double CRITICAL_SHARE = 0.4;
  private static final double HIGH_SHARE = 0.3;
  private static final double MEDIUM_SHARE = 0.2;

  /** How much a share of the total time matters; empty when it does not. */
  static Optional<Severity> ofShare(double share) {
    if (share > CRITICAL_SHARE) {
      return Optional.of(CRITICAL);
    }
    if (share >= HIGH_SHARE) {
      return Optional.of(HIGH);
    }
    return share >= MEDIUM_SHARE ? Optional.of(MEDIUM) : Optional.empty();
  }

  /** As messages spell it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
