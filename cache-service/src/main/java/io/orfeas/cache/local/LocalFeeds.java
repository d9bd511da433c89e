package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.util.concurrent.atomic.AtomicInteger;

/** Who follows keys, of computations as of results, and how many may. */
final class LocalFeeds {
  private final int limit;
  private final Guarded guarded;
  private final Decisions decisions;
  private final LocalResults results;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * No followers yet.
   *
   * @param limit of all keys together
   */
  LocalFeeds(int limit, Guarded guarded, Decisions decisions, LocalResults results) {
    this.limit = limit;
    this.guarded = guarded;
    this.decisions = decisions;
    this.results = results;
  }

  Feed follow(Key key, int afterSequence, Runnable wake) {
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      throw new StoreException(
          Reason.TOO_MANY_WATCHERS, "watchers: one more (expected: at most %d)".formatted(limit));
    }
    try {
      return guarded
          .step(() -> decisions.live(key).map(Lease::run))
          .or(() -> results.find(key).map(Run::of))
          .orElseThrow(() -> LocalResults.none(key))
          .follow(afterSequence, wake, open::decrementAndGet);
    } catch (RuntimeException refused) {
      open.decrementAndGet();
      throw refused;
    }
  }

  /** Followers now. */
  int count() {
    return open.get();
  }
}
