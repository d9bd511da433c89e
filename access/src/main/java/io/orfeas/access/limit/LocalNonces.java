package io.orfeas.access.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.orfeas.runtime.Failure;
import java.time.Duration;

/** Remembers in this process, for as long as a timestamp is accepted. */
public final class LocalNonces implements Nonces {
  private final int capacity;
  private final Duration lifetime;
  private final Cache<String, Boolean> used;

  /**
   * Begins with nothing used.
   *
   * @param capacity nonces at once; above it requests are refused, not old nonces forgotten
   * @param lifetime how long each is remembered
   */
  public LocalNonces(int capacity, Duration lifetime) {
    this(capacity, lifetime, Ticker.systemTicker());
  }

  LocalNonces(int capacity, Duration lifetime, Ticker ticker) {
    this.capacity = capacity;
    this.lifetime = lifetime;
    used = Caffeine.newBuilder().expireAfterWrite(lifetime).ticker(ticker).build();
  }

  @Override
  public boolean use(String key) {
    if (used.estimatedSize() >= capacity) {
      used.cleanUp();
      if (used.estimatedSize() >= capacity) {
        throw Failure.exhausted(
            "NONCES_FULL",
            "nonces: %d in use (expected: fewer within %s)".formatted(capacity, lifetime),
            lifetime.dividedBy(10));
      }
    }
    return used.asMap().putIfAbsent(key, true) == null;
  }

  /** How many are remembered, about. */
  public long size() {
    return used.estimatedSize();
  }
}
