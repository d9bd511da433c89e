package io.orfeas.access;

import io.orfeas.access.limit.Limit;
import io.orfeas.access.limit.Limiter;
import io.orfeas.runtime.Failure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** How often an address and an agent may ask. */
final class RateGate {
  private static final int IPV6_SITE_BYTES = 8;
  private static final int IPV4_BYTES = 4;

  private final Limiter limiter;
  private final AccessConfig.Limits limits;
  private final AccessMetrics metrics;

  RateGate(Limiter limiter, AccessConfig.Limits limits, AccessMetrics metrics) {
    this.limiter = limiter;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Counts a request of an address. */
  void address(String client) {
    take("address", "RATE_LIMITED", limits.addressPerHour(), Duration.ofHours(1), site(client), 1);
  }

  /** Does not listen to an address that has failed too often. */
  void listening(String client) {
    Duration wait = limiter.look(failures(), site(client));
    if (!wait.isZero()) {
      metrics.limited(failures().scope());
      throw Failure.exhausted(
          "TOO_MANY_FAILURES",
          "authentication: failed too often (expected: at most %d times per minute)"
              .formatted(limits.failuresPerMinute()),
          wait);
    }
  }

  /** Counts a failed authentication of an address. */
  void failed(String client) {
    limiter.take(failures(), site(client));
  }

  /**
   * Counts a request of an agent.
   *
   * @param generations how many it counts as in the agent's quota; 0 when it generates nothing
   */
  void agent(Caller caller, int generations) {
    long perMinute =
        caller.requestsPerMinute() > 0 ? caller.requestsPerMinute() : limits.agentPerMinute();
    take("agent", "RATE_LIMITED", perMinute, Duration.ofMinutes(1), caller.agent(), 1);
    if (generations > 0 && caller.generationsPerDay() > 0) {
      take(
          "quota",
          "QUOTA_EXCEEDED",
          caller.generationsPerDay(),
          Duration.ofDays(1),
          caller.agent(),
          generations);
    }
  }

  private void take(
      String scope, String reason, long tokens, Duration period, String key, int count) {
    Duration wait = limiter.take(new Limit(scope, tokens, period), key, count);
    if (!wait.isZero()) {
      metrics.limited(scope);
      throw Failure.exhausted(
          reason,
          "requests of this %s: too many (expected: at most %d per %d s)"
              .formatted(scope.equals("address") ? "address" : "agent", tokens, period.toSeconds()),
          wait);
    }
  }

  private Limit failures() {
    return new Limit("failures", limits.failuresPerMinute(), Duration.ofMinutes(1));
  }

  /**
   * What one client has: its IPv4 address, or its IPv6 network, of which it may use any address.
   */
  private static String site(String client) {
    if (client.indexOf(':') < 0) {
      return client;
    }
    try {
      byte[] address = InetAddress.getByName(client).getAddress();
      return address.length == IPV4_BYTES
          ? client
          : HexFormat.of().formatHex(Arrays.copyOf(address, IPV6_SITE_BYTES));
    } catch (UnknownHostException notNumeric) {
      return client;
    }
  }
}
