package io.orfeas.cache;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.cache.store.StoreSizes;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Every metric of the cache-service: what was asked, what it saved, and what the store did. */
final class CacheMetrics implements StoreListener {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Metrics metrics;
  private final Counter lookups;
  private final Counter computes;
  private final Counter savedSeconds;
  private final Counter removals;
  private final Counter removedBytes;
  private final Counter expiredLeases;
  private final Counter fencedWrites;
  private final Counter damagedBlobs;
  private final Counter refusals;
  private final Counter.Child bytesIn;
  private final Counter.Child bytesOut;

  CacheMetrics(Metrics metrics) {
    this.metrics = metrics;
    lookups =
        metrics.counter(
            "orfeas_cache_lookups_total",
            "Acquisitions by answer: hit, coalesced, miss, bypass (lookup skipped), absent or error.",
            "result");
    computes = metrics.counter("orfeas_cache_computes_total", "Computations finished and stored.");
    savedSeconds =
        metrics.counter(
            "orfeas_cache_saved_seconds_total",
            "Computing time that was not spent again, by hit or coalesced.",
            "result");
    removals =
        metrics.counter(
            "orfeas_cache_evictions_total",
            "Results removed, by cause: space, age, damage, cleared or replaced.",
            "cause");
    removedBytes =
        metrics.counter(
            "orfeas_cache_evicted_bytes_total", "Bytes of removed results, by cause.", "cause");
    expiredLeases =
        metrics.counter("orfeas_cache_leases_expired_total", "Leases whose holder went silent.");
    fencedWrites =
        metrics.counter(
            "orfeas_cache_writes_fenced_total", "Writes refused because their lease was lost.");
    damagedBlobs =
        metrics.counter(
            "orfeas_cache_damaged_blobs_total", "Blobs found damaged or gone, and dropped.");
    refusals =
        metrics.counter("orfeas_cache_refusals_total", "Calls refused, by reason.", "reason");
    Counter blobBytes =
        metrics.counter(
            "orfeas_cache_blob_bytes_total", "Bytes of blobs moved, in or out.", "direction");
    bytesIn = blobBytes.labels("in");
    bytesOut = blobBytes.labels("out");
  }

  /** Shows how much a store holds, and its limits. To be called once. */
  void observe(CacheStore store) {
    StoreLimits limits = store.limits();
    sizes(store, "orfeas_cache_results", "Finished results now.", StoreSizes::results);
    sizes(store, "orfeas_cache_leases", "Computations now.", StoreSizes::leases);
    sizes(store, "orfeas_cache_watchers", "Streams that follow a key.", StoreSizes::watchers);
    sizes(store, "orfeas_cache_blobs", "Blobs now.", StoreSizes::blobs);
    sizes(
        store,
        "orfeas_cache_size_bytes",
        "Bytes of results and blobs, with those reserved for uploads.",
        StoreSizes::usedBytes);
    sizes(store, "orfeas_cache_log_bytes", "Length of the log on disk.", StoreSizes::logBytes);
    metrics.gauge(
        "orfeas_cache_soft_limit_bytes", "Bytes above which it evicts.", limits::softBytes);
    metrics.gauge(
        "orfeas_cache_hard_limit_bytes", "Bytes above which it refuses.", limits::hardBytes);
  }

  /** What a store that is away cannot say is not a number; all else is still told. */
  private void sizes(CacheStore store, String name, String help, ToLongFunction<StoreSizes> size) {
    metrics.gauge(
        name,
        help,
        () -> {
          try {
            return size.applyAsLong(store.sizes());
          } catch (StoreException away) {
            return Double.NaN;
          }
        });
  }

  void hit(Duration saved) {
    lookups.labels("hit").inc();
    savedSeconds.labels("hit").inc(saved.toNanos() / NANOS_PER_SECOND);
  }

  void lease(boolean bypass) {
    lookups.labels(bypass ? "bypass" : "miss").inc();
  }

  void joined() {
    lookups.labels("coalesced").inc();
  }

  void absent() {
    lookups.labels("absent").inc();
  }

  void lookupFailed() {
    lookups.labels("error").inc();
  }

  void followedToTheEnd(Duration saved) {
    savedSeconds.labels("coalesced").inc(saved.toNanos() / NANOS_PER_SECOND);
  }

  void computed() {
    computes.inc();
  }

  void refused(StoreException.Reason reason) {
    refusals.labels(label(reason)).inc();
  }

  void received(long bytes) {
    bytesIn.inc(bytes);
  }

  void sent(long bytes) {
    bytesOut.inc(bytes);
  }

  @Override
  public void removed(Removal cause, long sizeBytes) {
    removals.labels(label(cause)).inc();
    removedBytes.labels(label(cause)).inc(sizeBytes);
  }

  @Override
  public void leaseExpired() {
    expiredLeases.inc();
  }

  @Override
  public void writeFenced() {
    fencedWrites.inc();
  }

  @Override
  public void blobDamaged() {
    damagedBlobs.inc();
  }

  /** The counters as one picture. */
  Totals totals() {
    return new Totals(
        lookup("hit"),
        lookup("miss") + lookup("bypass"),
        lookup("coalesced"),
        (long) computes.get(),
        removed(Removal.SPACE),
        removed(Removal.AGE),
        (long) damagedBlobs.get(),
        (long) expiredLeases.get(),
        (long) fencedWrites.get(),
        Duration.ofNanos(
            Math.round(
                (savedSeconds.labels("hit").get() + savedSeconds.labels("coalesced").get())
                    * NANOS_PER_SECOND)));
  }

  private long lookup(String result) {
    return (long) lookups.labels(result).get();
  }

  private long removed(Removal cause) {
    return (long) removals.labels(label(cause)).get();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Counters since start, as statistics report them. */
  record Totals(
      long hits,
      long misses,
      long joins,
      long computes,
      long evictions,
      long expirations,
      long damagedBlobs,
      long expiredLeases,
      long fencedWrites,
      Duration saved) {

    double hitRate() {
      long all = hits + joins + misses;
      return all == 0 ? 0 : (double) (hits + joins) / all;
    }
  }
}
