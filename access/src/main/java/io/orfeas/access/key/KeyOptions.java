package io.orfeas.access.key;

import io.orfeas.access.v1.Permission;
import java.time.Duration;
import java.util.Set;

/**
 * What a new key is for.
 *
 * @param agent who it speaks for: letters, digits, {@code .}, {@code _} and {@code -}, at most 64
 * @param permissions what the agent may do
 * @param lifetime until it expires
 * @param requestsPerMinute 0 for the server's setting
 * @param generationsPerDay 0 for as many as the rate allows
 */
public record KeyOptions(
    String agent,
    Set<Permission> permissions,
    Duration lifetime,
    int requestsPerMinute,
    long generationsPerDay) {
  /** Unless said otherwise, a key ends after 90 days. */
  public static final Duration LIFETIME = Duration.ofDays(90);

  /** Unless said otherwise, the old key goes on for 7 days after a rotation. */
  public static final Duration OVERLAP = Duration.ofDays(7);

  /** Checks the values. */
  public KeyOptions {
    if (!agent.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "agent: " + agent + " (expected: 1 to 64 letters, digits, '.', '_' or '-')");
    }
    if (lifetime.isZero() || lifetime.isNegative()) {
      throw new IllegalArgumentException(
          "lifetime: " + lifetime + " (expected: more than nothing)");
    }
    if (requestsPerMinute < 0 || generationsPerDay < 0) {
      throw new IllegalArgumentException(
          "limits: %d, %d (expected: 0 or more)".formatted(requestsPerMinute, generationsPerDay));
    }
    permissions = Set.copyOf(permissions);
  }
}
