package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
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
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.redis.RedisSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The store that replicas share. Whatever is decided, Redis decides, by its own clock; a replica
 * holds nothing that another would miss.
 */
public final class RedisCacheStore implements CacheStore {
  /** Lease times for which Redis may be away before followers are told to compute themselves. */
  private static final int PATIENCE = 1;

  private static final Duration SWEEP_AGE = Duration.ofHours(1);

  private final StoreLimits limits;
  private final RedisLink link;
  private final Script script;
  private final RedisBlobs blobs;
  private final Results results;
  private final Mirrors mirrors;
  private final Sweep sweep;
  private final Chores chores;
  private final Deletions deletions;
  private final AtomicInteger watchers = new AtomicInteger();

  private RedisCacheStore(
      StoreLimits limits, RedisLink link, Script script, Blobs bytes, ExecutorService deleter) {
    this.limits = limits;
    this.link = link;
    this.script = script;
    blobs = new RedisBlobs(limits, script, bytes);
    results = new Results(script, blobs);
    sweep = new Sweep(script, bytes, SWEEP_AGE);
    chores = new Chores(sweep, blobs);
    deletions = new Deletions(blobs, deleter);
    mirrors = new Mirrors(script, limits.leaseTtl().multipliedBy(PATIENCE));
  }

  /**
   * Joins the replicas with the same prefix.
   *
   * @param guard of the calls to Redis
   * @param bytes where blobs lie, for all replicas the same; closed with the store
   * @throws StoreException {@code UNAVAILABLE} when there is no connection
   */
  public static RedisCacheStore open(
      RedisSettings settings,
      StoreLimits limits,
      StoreListener listener,
      Guard guard,
      Blobs bytes) {
    return open(settings, limits, listener, guard, bytes, Deletions.newThread(), () -> "");
  }

  /**
   * With a clock.
   *
   * @param deleter deletes bytes; shut down with the store
   * @param time microseconds as text, or empty for that of the server
   */
  static RedisCacheStore open(
      RedisSettings settings,
      StoreLimits limits,
      StoreListener listener,
      Guard guard,
      Blobs bytes,
      ExecutorService deleter,
      Supplier<String> time) {
    RedisLink link = RedisLink.connect(settings);
    String prefix = "{" + settings.prefix() + "}";
    Script script =
        new Script(link, guard, listener, time, prefix, UUID.randomUUID().toString(), limits);
    RedisCacheStore store = new RedisCacheStore(limits, link, script, bytes, deleter);
    link.listen(prefix + ":news", store.mirrors::news);
    store.maintain();
    store.chores.start();
    return store;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public StoreLimits limits() {
    return limits;
  }

  @Override
  public Acquisition acquire(Key key, String owner, boolean skipLookup) {
    while (true) {
      Reply answer = script.call("acquire", key, owner, skipLookup ? 1 : 0, limits.maxLeases());
      switch (answer.text(0)) {
        case "GRANTED" -> {
          return new Acquisition.Granted(answer.number(1), limits.leaseTtl());
        }
        case "BUSY" -> {
          return new Acquisition.Busy(answer.text(1));
        }
        default -> {
          Optional<StoredResult> hit = results.intact(key, answer);
          if (hit.isPresent()) {
            return new Acquisition.Hit(hit.get());
          }
        }
      }
    }
  }

  @Override
  public Renewal renew(Key key, long fencingToken) {
    long followers = script.call("renew", key, fencingToken).number(0);
    return new Renewal(limits.leaseTtl(), Math.toIntExact(followers));
  }

  @Override
  public void publish(Key key, long fencingToken, Entry entry) {
    if (entry.payload().size() > limits.maxPayloadBytes()) {
      throw new StoreException(
          Reason.ENTRY_TOO_LARGE,
          "entry.payload: %d bytes (expected: at most %d)"
              .formatted(entry.payload().size(), limits.maxPayloadBytes()));
    }
    List<Object> operands = new ArrayList<>();
    operands.add(key);
    operands.add(fencingToken);
    operands.add(entry.sequence());
    operands.add(entry.weightBytes());
    operands.add(limits.maxResultEntryBytes());
    operands.add(Records.of(new Event.Appended(entry)));
    for (Digest blob : entry.blobs()) {
      operands.add(blob.sha256());
      operands.add(blob.sizeBytes());
    }
    script.call("publish", operands.toArray());
  }

  @Override
  public Instant complete(
      Key key, long fencingToken, int lastSequence, Duration computeDuration, String estimator) {
    Reply expiry =
        script.call(
            "complete",
            key,
            fencingToken,
            computeDuration.toNanos(),
            estimator,
            Script.micros(limits.timeToLive(key)),
            Records.of(new Event.Completed(computeDuration)),
            lastSequence);
    return Results.instant(expiry.number(0));
  }

  @Override
  public void abandon(Key key, long fencingToken, Optional<Opaque> finalStatus) {
    Event last =
        finalStatus
            .<Event>map(Event.Failed::new)
            .orElseGet(() -> new Event.Vacated(Event.Reason.ABANDONED));
    script.call("abandon", key, fencingToken, Records.of(last));
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
      String token = script.call("follow", key).text(0);
      if (!token.isEmpty()) {
        return mirrors.follow(key, token, afterSequence, wake, watchers::decrementAndGet);
      }
      return results
          .lookup(key)
          .map(Run::of)
          .orElseThrow(() -> notFound(key))
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
  public StoreSizes sizes() {
    Reply sizes = script.call("sizes");
    return new StoreSizes(
        sizes.number(0), sizes.number(1), watchers.get(), sizes.number(2), sizes.number(3), 0);
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
    if (script.call("pin", key, pinned ? 1 : 0).number(0) == 0) {
      throw notFound(key);
    }
  }

  @Override
  public void maintain() {
    link.touch();
    mirrors.catchUp();
    script.call("maintain");
    deletions.begin();
  }

  @Override
  public boolean isReachable() {
    // While a breaker is open, Redis may be back already, but callers would still be refused. And
    // without the bytes of blobs there are neither hits nor results.
    return mirrors.isReached() && script.isCalledFreely() && blobs.isReachable();
  }

  /** Followers at other replicas and leases stay; what was open here is let go. */
  @Override
  public void close() {
    chores.close();
    deletions.close();
    mirrors.close();
    link.close();
    blobs.close();
  }

  /**
   * Marks bytes that no table knows; what {@link #maintain()} begins deletes them. Returns how
   * many.
   */
  long sweep() throws IOException {
    return sweep.run();
  }

  private static StoreException notFound(Key key) {
    return new StoreException(Reason.NOT_FOUND, key + ": none (expected: one that is stored)");
  }
}
