package io.orfeas.cache.local;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Renewal;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException;
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
import java.util.OptionalLong;
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

  private final Medium medium;
  private final StoreLimits limits;
  private final Tables tables;
  private final Decisions decisions;
  private final Guarded guarded;
  private final LocalBlobs blobs;
  private final LocalLeases leases;
  private final LocalResults results;
  private final LocalFeeds feeds;

  LocalCacheStore(Medium medium, StoreLimits limits, InstantSource clock, StoreListener listener) {
    this.medium = medium;
    this.limits = limits;
    Journal journal = medium.journal();
    Blobs bytes = medium.bytes();
    tables = new Tables(limits, bytes);
    decisions = new Decisions(limits, clock, listener, journal, tables);
    guarded = new Guarded(decisions, journal);
    blobs = new LocalBlobs(limits, clock, guarded, decisions, tables.blobs(), bytes);
    leases = new LocalLeases(limits, clock, guarded, decisions);
    results = new LocalResults(guarded, decisions, tables.results(), journal, blobs);
    feeds = new LocalFeeds(limits.maxWatchers(), guarded, decisions, results);
  }

  /** A store that ends with the process. */
  public static LocalCacheStore memory(
      StoreLimits limits, InstantSource clock, StoreListener listener) {
    return new LocalCacheStore(Medium.heap(), limits, clock, listener);
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
        return recover(Medium.folder(path, folder, hotBytes), limits, clock, listener);
      } catch (IOException | RuntimeException failed) {
        folder.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("folder " + path, failed);
    }
  }

  private static LocalCacheStore recover(
      Medium medium, StoreLimits limits, InstantSource clock, StoreListener listener)
      throws IOException {
    LocalCacheStore store = new LocalCacheStore(medium, limits, clock, listener);
    Instant now = clock.instant();
    Recovery.run(store.tables, medium.journal(), medium.bytes(), now, now.plus(limits.leaseTtl()));
    return store;
  }

  @Override
  public String name() {
    return medium.name();
  }

  @Override
  public StoreLimits limits() {
    return limits;
  }

  @Override
  public Acquisition acquire(Key key, String owner, boolean skipLookup) {
    while (true) {
      Optional<StoredResult> hit = skipLookup ? Optional.empty() : results.find(key);
      if (hit.isPresent()) {
        return new Acquisition.Hit(hit.get());
      }
      Acquisition answer = leases.ask(key, owner, skipLookup);
      if (answer != null) {
        return answer;
      }
    }
  }

  @Override
  public Renewal renew(Key key, long fencingToken) {
    return leases.renew(key, fencingToken);
  }

  @Override
  public void publish(Key key, long fencingToken, Entry entry) {
    leases.publish(key, fencingToken, entry);
  }

  @Override
  public Instant complete(
      Key key, long fencingToken, int lastSequence, Duration computeDuration, String estimator) {
    return leases.complete(key, fencingToken, lastSequence, computeDuration, estimator);
  }

  @Override
  public void abandon(Key key, long fencingToken, Optional<Opaque> finalStatus) {
    leases.abandon(key, fencingToken, finalStatus);
  }

  @Override
  public Feed watch(Key key, int afterSequence, Runnable wake) {
    return feeds.follow(key, afterSequence, wake);
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
  public OptionalLong sizeBytes(String sha256) {
    return blobs.sizeBytes(sha256);
  }

  @Override
  public StoreSizes sizes() {
    return guarded.step(
        () ->
            new StoreSizes(
                tables.results().count(),
                tables.leases().count(),
                feeds.count(),
                tables.blobs().count(),
                tables.blobs().usedBytes(),
                medium.journal().sizeBytes()));
  }

  @Override
  public Cleared clear(Selection selection) {
    return results.clear(selection);
  }

  @Override
  public ResultPage list(int size, String token) {
    return results.list(size, token);
  }

  @Override
  public void pin(Key key, boolean pinned) {
    results.pin(key, pinned);
  }

  @Override
  public void maintain() {
    guarded.run(decisions::expireAll);
    Journal journal = medium.journal();
    if (journal.isWasteful()) {
      long before = journal.sizeBytes();
      new Compactor(guarded, tables, decisions, journal).run();
      logger.info("log compacted from {} to {} bytes", before, journal.sizeBytes());
    }
  }

  @Override
  public boolean isReachable() {
    return !needsRestart();
  }

  @Override
  public boolean needsRestart() {
    return medium.journal().isBroken();
  }

  @Override
  public void close() {
    guarded.run(medium.journal()::close);
    medium.bytes().close();
    medium.lock().close();
  }
}
