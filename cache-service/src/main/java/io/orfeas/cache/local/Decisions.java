package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.cache.store.StoreListener.Removal;
import io.orfeas.cache.store.StoredResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the store decides, one step at a time: the journal first, then the tables, so that a journal
 * that refuses leaves them as they were. Not safe for concurrent use: the store's lock is held.
 */
final class Decisions {
  private final StoreLimits limits;
  private final InstantSource clock;
  private final StoreListener listener;
  private final Journal journal;
  private final Tables tables;
  private final Room room;
  private final List<Run> changed = new ArrayList<>();

  Decisions(
      StoreLimits limits,
      InstantSource clock,
      StoreListener listener,
      Journal journal,
      Tables tables) {
    this.limits = limits;
    this.clock = clock;
    this.listener = listener;
    this.journal = journal;
    this.tables = tables;
    room = new Room(limits, clock, tables, victim -> remove(victim, Removal.SPACE));
  }

  /** Runs with news for their followers since the last call. */
  List<Run> takeChanged() {
    List<Run> taken = List.copyOf(changed);
    changed.clear();
    return taken;
  }

  /** A result that is there, and now given out. */
  Optional<Kept> use(Key key) {
    Optional<Kept> kept = present(key);
    kept.ifPresent(result -> tables.results().used(result, clock.instant()));
    return kept;
  }

  /** A result that is there. */
  Optional<Kept> present(Key key) {
    Optional<Kept> kept = tables.results().find(key);
    if (kept.isPresent() && kept.get().info().isExpired(clock.instant())) {
      remove(kept.get(), Removal.AGE);
      return Optional.empty();
    }
    return kept;
  }

  /** A lease that lives. */
  Optional<Lease> live(Key key) {
    Optional<Lease> lease = tables.leases().find(key);
    if (lease.isPresent() && lease.get().isExpired(clock.instant())) {
      expire(lease.get());
      return Optional.empty();
    }
    return lease;
  }

  /** The caller's lease. */
  Lease require(Key key, long token) {
    Optional<Lease> lease = live(key).filter(found -> found.token() == token);
    if (lease.isEmpty()) {
      listener.writeFenced();
    }
    return lease.orElseThrow(
        () ->
            new StoreException(
                Reason.LEASE_LOST,
                "fencing_token: %d (expected: that of the lease on %s)".formatted(token, key)));
  }

  /** Grants a lease, or names its holder; null when a result has come meanwhile. */
  @Nullable Decided<Acquisition> lease(Key key, String owner, boolean skipLookup) {
    if (!skipLookup && present(key).isPresent()) {
      return null;
    }
    Optional<Lease> taken = live(key);
    if (taken.isPresent()) {
      return new Decided<>(new Acquisition.Busy(taken.get().owner()), null);
    }
    long token = tables.leases().nextToken();
    Place place = journal.append(new LogRecord.Leased(key, token, owner));
    tables.grant(key, token, owner, clock.instant().plus(limits.leaseTtl()));
    return new Decided<>(new Acquisition.Granted(token, limits.leaseTtl()), place);
  }

  /** Appends an entry; the last one again changes nothing, but is waited for like the first. */
  @Nullable Place publish(Lease lease, Entry entry) {
    if (lease.run().last().filter(entry::equals).isPresent()) {
      return lease.lastPublished();
    }
    checkEntry(lease, entry);
    reserve(entry.weightBytes());
    Place place;
    try {
      // Not before: to make room, blobs whose grace is over are collected.
      checkBlobs(entry);
      place = journal.append(new LogRecord.Published(lease.key(), lease.token(), entry));
    } finally {
      tables.blobs().free(entry.weightBytes());
    }
    tables.publish(lease, entry);
    lease.published(place);
    changed.add(lease.run());
    return place;
  }

  Decided<Instant> finish(
      Lease lease, int lastSequence, Duration computeDuration, String estimator) {
    Instant now = clock.instant();
    List<Entry> entries = lease.run().entries();
    if (lastSequence != 0 && lastSequence != entries.size()) {
      throw new StoreException(
          Reason.ENTRY_MISSING,
          "last_sequence: %d (expected: %d)".formatted(lastSequence, entries.size()));
    }
    Optional<Kept> old = tables.results().find(lease.key());
    StoredResult result =
        new StoredResult(
            new ResultInfo(
                lease.key(),
                now,
                now.plus(limits.timeToLive(lease.key())),
                computeDuration,
                estimator,
                sizeOf(entries),
                old.isPresent() && old.get().info().pinned()),
            entries);
    Place place = journal.append(new LogRecord.Finished(result, lease.token()));
    old.ifPresent(replaced -> forget(replaced, Removal.REPLACED));
    tables.finish(
        lease, new Kept(result.info(), result.blobs(), StoredResult.weightOf(entries), place), now);
    room.make(0);
    return new Decided<>(result.info().expireTime(), place);
  }

  Place end(Lease lease, Event last) {
    Place place = journal.append(new LogRecord.Ended(lease.key(), lease.token()));
    tables.end(lease, last, clock.instant());
    changed.add(lease.run());
    return place;
  }

  Place pin(Kept kept, boolean pinned) {
    Place place = journal.append(new LogRecord.Pinned(kept.info().key(), pinned));
    kept.pinned(pinned);
    return place;
  }

  Decided<Cleared> clear(Selection selection) {
    long before = tables.blobs().usedBytes();
    long count = 0;
    Place last = null;
    for (Kept kept : tables.results().all()) {
      if (selection.matches(kept.info())) {
        last = remove(kept, Removal.CLEARED);
        count++;
      }
    }
    return new Decided<>(new Cleared(count, before - tables.blobs().usedBytes()), last);
  }

  /** Removes a result, and what only it needed. */
  Place remove(Kept kept, Removal cause) {
    Place place = journal.append(new LogRecord.Removed(kept.info().key()));
    forget(kept, cause);
    return place;
  }

  /** A blob is damaged or gone: whatever needs it goes too. */
  void dropDamaged(Digest blob) {
    for (Kept kept : tables.results().all()) {
      if (kept.blobs().contains(blob)) {
        remove(kept, Removal.DAMAGE);
      }
    }
    for (Lease lease : tables.leases().all()) {
      if (StoredResult.blobsOf(lease.run().entries()).contains(blob)) {
        end(lease, new Event.Vacated(Event.Reason.ABANDONED));
      }
    }
    tables.blobs().drop(blob);
    listener.blobDamaged();
  }

  /** Ends what has run out of time, and makes room if the limits ask for it. */
  void expireAll() {
    Instant now = clock.instant();
    tables.leases().all().stream().filter(lease -> lease.isExpired(now)).forEach(this::expire);
    tables.results().expired(now).forEach(kept -> remove(kept, Removal.AGE));
    tables.blobs().collect(now);
    room.make(0);
  }

  /** Counts bytes as used before they are written; evicts to make room. */
  void reserve(long size) {
    room.reserve(size);
  }

  private void expire(Lease lease) {
    listener.leaseExpired();
    end(lease, new Event.Vacated(Event.Reason.EXPIRED));
  }

  private void forget(Kept kept, Removal cause) {
    if (cause == Removal.CLEARED || cause == Removal.DAMAGE) {
      kept.recall();
    }
    tables.removeResult(kept, clock.instant());
    journal.release(kept.place());
    listener.removed(cause, kept.info().sizeBytes());
  }

  private void checkEntry(Lease lease, Entry entry) {
    int next = lease.run().size() + 1;
    check(
        entry.sequence() == next,
        Reason.OUT_OF_SEQUENCE,
        "entry.sequence: %d (expected: %d)".formatted(entry.sequence(), next));
    check(
        entry.payload().size() <= limits.maxPayloadBytes(),
        Reason.ENTRY_TOO_LARGE,
        "entry.payload: %d bytes (expected: at most %d)"
            .formatted(entry.payload().size(), limits.maxPayloadBytes()));
    long weight = StoredResult.weightOf(lease.run().entries()) + entry.weightBytes();
    check(
        weight <= limits.maxResultEntryBytes(),
        Reason.ENTRY_TOO_LARGE,
        "entries: %d bytes (expected: at most %d)".formatted(weight, limits.maxResultEntryBytes()));
  }

  private void checkBlobs(Entry entry) {
    for (Digest blob : entry.blobs()) {
      check(
          tables.blobs().has(blob),
          Reason.BLOB_MISSING,
          "entry.blobs: %s (expected: stored before)".formatted(blob.sha256()));
    }
  }

  private static void check(boolean right, Reason reason, String message) {
    if (!right) {
      throw new StoreException(reason, message);
    }
  }

  private static long sizeOf(List<Entry> entries) {
    return StoredResult.weightOf(entries)
        + StoredResult.blobsOf(entries).stream().mapToLong(Digest::sizeBytes).sum();
  }
}
