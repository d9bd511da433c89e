package io.orfeas.access;

import io.lettuce.core.RedisException;
import io.orfeas.access.limit.Limiter;
import io.orfeas.access.limit.LocalLimiter;
import io.orfeas.access.limit.LocalNonces;
import io.orfeas.access.limit.Nonces;
import io.orfeas.access.limit.RedisCounts;
import io.orfeas.access.limit.SharedCounts;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.redis.RedisSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Limits and nonces: of this process, or of all replicas together. */
final class Counts implements AutoCloseable {
  private static final int CALLS = 256;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Limiter limiter;
  private final Nonces nonces;
  private final Instant since;
  private final Optional<RedisCounts> remote;

  private Counts(Limiter limiter, Nonces nonces, Instant since, Optional<RedisCounts> remote) {
    this.limiter = limiter;
    this.nonces = nonces;
    this.since = since;
    this.remote = remote;
  }

  /**
   * Begins to count.
   *
   * @throws UncheckedIOException when the shared store cannot be reached at the start
   */
  static Counts open(
      AccessConfig config, Metrics metrics, AccessMetrics counters, InstantSource clock) {
    Duration lifetime = config.window().multipliedBy(2);
    LocalLimiter limiter = new LocalLimiter(config.limits().tracked());
    LocalNonces nonces = new LocalNonces(config.nonceCapacity(), lifetime);
    metrics.gauge("orfeas_rate_buckets", "Addresses and agents that are counted.", limiter::size);
    metrics.gauge("orfeas_nonces", "Nonces that are remembered.", nonces::size);
    if (config.shared().isEmpty()) {
      return new Counts(limiter, nonces, clock.instant(), Optional.empty());
    }
    RedisCounts redis = connect(config.shared().get(), lifetime);
    SharedCounts shared =
        new SharedCounts(
            redis,
            limiter,
            nonces,
            new Guard("access_store", CALLS, PAUSE, metrics),
            counters::countedAlone);
    return new Counts(shared, shared, Instant.MIN, Optional.of(redis));
  }

  Limiter limiter() {
    return limiter;
  }

  Nonces nonces() {
    return nonces;
  }

  /** From when on all nonces are known: a store of this process knows none from before it. */
  Instant since() {
    return since;
  }

  /** Whether calls wait for the network. */
  boolean areRemote() {
    return remote.isPresent();
  }

  @Override
  public void close() {
    remote.ifPresent(RedisCounts::close);
  }

  private static RedisCounts connect(RedisSettings shared, Duration lifetime) {
    try {
      return new RedisCounts(shared, lifetime);
    } catch (RedisException away) {
      throw new UncheckedIOException(away.getMessage(), new IOException(away.getMessage(), away));
    }
  }
}
