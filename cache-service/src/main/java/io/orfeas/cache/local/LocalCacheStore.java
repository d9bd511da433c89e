package io.orfeas.cache.local;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.blob.HeapBlobs;
import io.orfeas.cache.blob.HotBlobs;
import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Renewal;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.cache.store.StoreSizes;
import io.orfeas.cache.store.StoredResult;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one process, on the heap or in a folder.
 *
 * <p>A step takes the lock, appends to the journal, changes the tables, and lets go; then followers
 * are woken and the flush is waited for. So followers may see an entry a moment before it is
 * durable; the call that published it returns only after, and they see the end only after. Uploads
 * and downloads move their bytes outside the lock.
 */
public final class LocalCacheStore implements CacheStore {
  private static final Logger logger = LoggerFactory.getLogger(LocalCacheStore.class);

  private final String name;
  private final StoreLimits limits;
  private final InstantSource clock;
  private final Journal journal;
  private final Blobs bytes;
  private final FolderLock folder;
  private final Tables tables;
  private final Decisions decisions;
  private final Guarded guarded;
  private final LocalBlobs blobs;
  private final AtomicInteger watchers = new AtomicInteger();

  private LocalCacheStore(
      String name,
      StoreLimits limits,
      InstantSource clock,
      StoreListener listener,
      Journal journal,
      Blobs bytes,
      FolderLock folder) {
    this.name = name;
    this.limits = limits;
    this.clock = clock;
    this.journal = journal;
    this.bytes = bytes;
    this.folder = folder;
    tables = new Tables(limits, bytes);
    decisions = new Decisions(limits, clock, listener, journal, tables);
    guarded = new Guarded(decisions);
    blobs = new LocalBlobs(limits, clock, guarded, decisions, tables.blobs(), bytes);
  }

  /** A store that ends with the process. */
  public static LocalCacheStore memory(
      StoreLimits limits, InstantSource clock, StoreListener listener) {
    return new LocalCacheStore(
        "memory", limits, clock, listener, new HeapJournal(), new HeapBlobs(), FolderLock.none());
  }

  /**
   * A store in a folder that only this process uses. Returns when what is there has been read.
   *
   * @param hotBytes of blobs to keep on the heap; an eighth as much for results
   * @throws StoreException {@code UNAVAILABLE} when the folder cannot be used
   */
  public static LocalCacheStore disk(
      Path path, StoreLimits limits, InstantSource clock, StoreListener listener, long hotBytes) {
    try {
      FolderLock folder = FolderLock.take(Files.createDirectories(path));
      try {
        return recover(path, limits, clock, listener, hotBytes, folder);
      } catch (IOException | RuntimeException failed) {
        folder.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("folder " + path, failed);
    }
  }

  private static LocalCacheStore recover(
      Path path,
      StoreLimits limits,
      InstantSource clock,
      StoreListener listener,
      long hotBytes,
      FolderLock folder)
      throws IOException {
    Journal journal = FileJournal.open(path, hotBytes / 8);
    Blobs bytes = HotBlobs.over(FileBlobs.exclusive(path), hotBytes);
    LocalCacheStore store =
        new LocalCacheStore("disk", limits, clock, listener, journal, bytes, folder);
    Instant now = clock.instant();
    Recovery.run(store.tables, journal, bytes, now, now.plus(limits.leaseTtl()));
    return store;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StoreLimits limits() {
    return limits;
  }

  @Override
  public Acquisition acquire(Key key, String owner, boolean skipLookup) {
    while (true) {
      Optional<StoredResult> hit = skipLookup ? Optional.empty() : lookup(key);
      if (hit.isPresent()) {
        return new Acquisition.Hit(hit.get());
      }
      Decided<Acquisition> decided = guarded.step(() -> decisions.lease(key, owner, skipLookup));
      if (decided != null) {
        return durable(decided);
      }
    }
  }

  @Override
  public Renewal renew(Key key, long fencingToken) {
    return guarded.step(
        () -> {
          Lease lease = decisions.require(key, fencingToken);
          lease.renew(clock.instant().plus(limits.leaseTtl()));
          return new Renewal(limits.leaseTtl(), lease.run().followers());
        });
  }

  @Override
  public void publish(Key key, long fencingToken, Entry entry) {
    awaitDurable(
        guarded.step(() -> decisions.publish(decisions.require(key, fencingToken), entry)));
  }

  @Override
  public Instant complete(
      Key key, long fencingToken, int lastSequence, Duration computeDuration, String estimator) {
    AtomicReference<Run> run = new AtomicReference<>(new Run());
    Decided<Instant> expiry =
        guarded.step(
            () -> {
              Lease lease = decisions.require(key, fencingToken);
              run.set(lease.run());
              return decisions.finish(lease, lastSequence, computeDuration, estimator);
            });
    Event last = new Event.Vacated(Event.Reason.ABANDONED);
    try {
      Instant time = durable(expiry);
      last = new Event.Completed(computeDuration);
      return time;
    } finally {
      // Whoever sees the end may count on the result.
      run.get().end(last);
      run.get().wake();
    }
  }

  @Override
  public void abandon(Key key, long fencingToken, Optional<Opaque> finalStatus) {
    Event last =
        finalStatus
            .<Event>map(Event.Failed::new)
            .orElseGet(() -> new Event.Vacated(Event.Reason.ABANDONED));
    awaitDurable(guarded.step(() -> decisions.end(decisions.require(key, fencingToken), last)));
  }

  @Override
  public Feed watch(Key key, int afterSequence, Runnable wake) {
    if (watchers.incrementAndGet() > limits.maxWatchers()) {
      watchers.decrementAndGet();
      throw new StoreException(
          Reason.TOO_MANY_WATCHERS,
          "watchers: one more (expected: at most %d)".formatted(limits.maxWatchers()));
    }
    try {
      return guarded
          .step(() -> decisions.live(key).map(Lease::run))
          .or(() -> lookup(key).map(Run::of))
          .orElseThrow(() -> notFound(key.hex()))
          .follow(afterSequence, wake, watchers::decrementAndGet);
    } catch (RuntimeException refused) {
      watchers.decrementAndGet();
      throw refused;
    }
  }

  @Override
  public boolean keep(Digest blob) {
    return blobs.keep(blob);
  }

  @Override
  public Upload upload(Digest blob) {
    return blobs.upload(blob);
  }

  @Override
  public Download open(String sha256) {
    return blobs.open(sha256);
  }

  @Override
  public Optional<Download> openHot(String sha256) {
    return blobs.openHot(sha256);
  }

  @Override
  public StoreSizes sizes() {
    return guarded.step(
        () ->
            new StoreSizes(
                tables.results().count(),
                tables.leases().count(),
                watchers.get(),
                tables.blobs().count(),
                tables.blobs().usedBytes(),
                journal.sizeBytes()));
  }

  @Override
  public Cleared clear(Selection selection) {
    return durable(guarded.step(() -> decisions.clear(selection)));
  }

  @Override
  public ResultPage list(int size, String token) {
    return Listing.page(guarded.step(() -> tables.results().all()), size, token);
  }

  @Override
  public void pin(Key key, boolean pinned) {
    awaitDurable(
        guarded.step(
            () ->
                decisions.pin(
                    decisions.present(key).orElseThrow(() -> notFound(key.hex())), pinned)));
  }

  @Override
  public void maintain() {
    guarded.run(decisions::expireAll);
    if (journal.isWasteful()) {
      long before = journal.sizeBytes();
      new Compactor(guarded, tables, decisions, journal).run();
      logger.info("log compacted from {} to {} bytes", before, journal.sizeBytes());
    }
  }

  @Override
  public void close() {
    guarded.run(journal::close);
    bytes.close();
    folder.close();
  }

  /** A result with all its blobs intact. One that is damaged is dropped. */
  private Optional<StoredResult> lookup(Key key) {
    while (true) {
      Optional<Kept> kept = guarded.step(() -> decisions.use(key));
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      Optional<StoredResult> result = load(kept.get());
      if (result.isPresent()) {
        return blobs.areIntact(kept.get().blobs()) ? result : Optional.empty();
      }
    }
  }

  /** Empty when compaction moved it meanwhile, or it turned out damaged and was dropped. */
  private Optional<StoredResult> load(Kept kept) {
    try {
      return journal
          .load(kept.place())
          .map(result -> new StoredResult(kept.info(), result.entries()));
    } catch (IOException damaged) {
      logger.warn("result {} cannot be read and is dropped", kept.info().key(), damaged);
      guarded.run(
          () -> decisions.present(kept.info().key()).filter(kept::equals).ifPresent(this::drop));
      return Optional.empty();
    }
  }

  private void drop(Kept kept) {
    decisions.remove(kept, StoreListener.Removal.DAMAGE);
  }

  private <T> T durable(Decided<T> decided) {
    awaitDurable(decided.place());
    return decided.value();
  }

  private void awaitDurable(@Nullable Place place) {
    if (place != null) {
      journal.await(place);
    }
  }

  private static StoreException notFound(String name) {
    return new StoreException(Reason.NOT_FOUND, name + ": none (expected: one that is stored)");
  }
}
