package io.orfeas.cache.local;

import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps to the limits of bytes. Above the soft limit goes what is worth least and was not given out
 * lately; some way above it what was given out lately goes, too, for a write that is refused costs
 * a result, and what is evicted costs only a download that has not begun. Not safe for concurrent
 * use: the store's lock is held.
 */
final class Room {
  private final StoreLimits limits;
  private final InstantSource clock;
  private final Tables tables;
  private final Consumer<Kept> remover;

  /**
   * Room in tables.
   *
   * @param remover removes a result, in the journal and in the tables
   */
  Room(StoreLimits limits, InstantSource clock, Tables tables, Consumer<Kept> remover) {
    this.limits = limits;
    this.clock = clock;
    this.tables = tables;
    this.remover = remover;
  }

  /** Counts bytes as used before they are written; evicts to make room. */
  void reserve(long size) {
    make(size);
    if (isOver(limits.hardBytes(), size)) {
      throw new StoreException(
          Reason.STORE_FULL,
          "used bytes: %d with %d more (expected: at most %d)"
              .formatted(tables.blobs().usedBytes(), size, limits.hardBytes()));
    }
    tables.blobs().use(size);
  }

  /** Evicts until so many more bytes keep to the limits, or nothing more may go. */
  void make(long size) {
    Instant now = clock.instant();
    if (isOver(limits.softBytes(), size)) {
      tables.blobs().collect(now);
    }
    evict(limits.softBytes(), size, kept -> mayGo(kept) && !kept.isLent(now));
    if (isOver(limits.lentBytes(), size)) {
      tables.blobs().recall(now);
      evict(limits.lentBytes(), size, this::mayGo);
    }
  }

  private void evict(long limit, long size, Predicate<Kept> mayGo) {
    while (isOver(limit, size)) {
      Kept victim = tables.results().leastWorth(mayGo);
      if (victim == null) {
        return;
      }
      tables.results().evicting(victim);
      // Or its bytes would stay, and the next one had to go for nothing.
      victim.recall();
      remover.accept(victim);
    }
  }

  private boolean isOver(long limit, long size) {
    return tables.blobs().usedBytes() + size > limit;
  }

  private boolean mayGo(Kept kept) {
    return !kept.info().pinned() && !tables.blobs().isRead(kept.blobs());
  }
}
