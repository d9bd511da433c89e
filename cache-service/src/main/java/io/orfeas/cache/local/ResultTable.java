package io.orfeas.cache.local;

import io.orfeas.cache.store.Key;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finished results by key, by worth and by age. Not safe for concurrent use. */
final class ResultTable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<Key, Kept> byKey = new HashMap<>();
  private final GreedyDual<Kept> byWorth = new GreedyDual<>();
  private final NavigableSet<Kept> byExpiry =
      new TreeSet<>(
          Comparator.<Kept, Instant>comparing(kept -> kept.info().expireTime())
              .thenComparing(kept -> kept.info().key().hex()));

  int count() {
    return byKey.size();
  }

  Collection<Kept> all() {
    return List.copyOf(byKey.values());
  }

  Optional<Kept> find(Key key) {
    return Optional.ofNullable(byKey.get(key));
  }

  void add(Kept kept) {
    byKey.put(kept.info().key(), kept);
    byExpiry.add(kept);
    byWorth.add(
        kept, kept.info().computeDuration().toNanos() / NANOS_PER_SECOND, kept.info().sizeBytes());
  }

  void remove(Kept kept) {
    byKey.remove(kept.info().key());
    byExpiry.remove(kept);
    byWorth.remove(kept);
  }

  void used(Kept kept, Instant now) {
    kept.used(now);
    byWorth.touch(kept);
  }

  /** The result worth least among those that may go; null when none may. */
  @Nullable Kept leastWorth(Predicate<Kept> mayGo) {
    return byWorth.least(mayGo);
  }

  /** Notes that a result is about to be removed to make room. */
  void evicting(Kept kept) {
    byWorth.evict(kept);
  }

  /** Results whose time is over. */
  List<Kept> expired(Instant now) {
    return byExpiry.stream()
        .takeWhile(kept -> !now.isBefore(kept.info().expireTime()))
        .filter(kept -> kept.info().isExpired(now))
        .toList();
  }
}
