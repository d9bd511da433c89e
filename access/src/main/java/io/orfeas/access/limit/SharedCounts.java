package io.orfeas.access.limit;

import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts with the other replicas, and alone while their store is away: a limit that is counted per
 * replica for a while is better than an edge that lets nobody in, or everybody.
 */
public final class SharedCounts implements Limiter, Nonces {
  private static final Logger logger = LoggerFactory.getLogger(SharedCounts.class);

  private final RedisCounts shared;
  private final LocalLimiter limiter;
  private final LocalNonces nonces;
  private final Guard guard;
  private final Runnable failed;

  /**
   * Counts in both ways.
   *
   * @param guard stops asking a store that keeps failing
   * @param failed told of every call that had to be answered alone
   */
  public SharedCounts(
      RedisCounts shared, LocalLimiter limiter, LocalNonces nonces, Guard guard, Runnable failed) {
    this.shared = shared;
    this.limiter = limiter;
    this.nonces = nonces;
    this.guard = guard;
    this.failed = failed;
  }

  @Override
  public Duration take(Limit limit, String key, int tokens) {
    return together(() -> shared.take(limit, key, tokens), () -> limiter.take(limit, key, tokens));
  }

  @Override
  public Duration look(Limit limit, String key) {
    return together(() -> shared.look(limit, key), () -> limiter.look(limit, key));
  }

  @Override
  public boolean use(String key) {
    // Also here, so that one used before the store went away is known.
    return nonces.use(key) && together(() -> shared.use(key), () -> true);
  }

  private <T> T together(Supplier<T> all, Supplier<T> alone) {
    try {
      return guard.call(all);
    } catch (Failure refusal) {
      throw refusal;
    } catch (RuntimeException away) {
      failed.run();
      logger.debug("counting alone: {}", away.toString());
      return alone.get();
    }
  }
}
