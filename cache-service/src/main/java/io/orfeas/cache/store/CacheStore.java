package io.orfeas.cache.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps results, leases and blobs.
 *
 * <p>A <i>result</i> is an append-only list of entries under a key. Whoever holds the <i>lease</i>
 * of a key may append, and nobody else: each write carries the lease's fencing token. A <i>blob</i>
 * is bytes under their SHA-256. When a call that writes returns, what it wrote survives whatever
 * the store claims to survive.
 *
 * <p>All methods are safe for use by many threads, and throw {@link StoreException}.
 */
public interface CacheStore extends AutoCloseable {
  /** What it is called in statistics: {@code memory}, {@code disk} or {@code redis}. */
  String name();

  /** The bounds it keeps to. */
  StoreLimits limits();

  /**
   * Asks for a result, or for the right to compute it.
   *
   * @param skipLookup do not answer with a finished result; it stays until the new one replaces it
   * @throws StoreException {@code TOO_MANY_LEASES}
   */
  Acquisition acquire(Key key, String owner, boolean skipLookup);

  /**
   * Keeps a lease alive.
   *
   * @throws StoreException {@code LEASE_LOST}
   */
  Renewal renew(Key key, long fencingToken);

  /**
   * Appends an entry. The last entry once more, with the same content, changes nothing.
   *
   * @throws StoreException {@code LEASE_LOST}, {@code BLOB_MISSING}, {@code OUT_OF_SEQUENCE},
   *     {@code ENTRY_TOO_LARGE} or {@code STORE_FULL}
   */
  void publish(Key key, long fencingToken, Entry entry);

  /**
   * Turns what was published into a finished result and ends the lease.
   *
   * @param lastSequence of its entries; 0 for whatever there is
   * @return when the result is forgotten at the latest
   * @throws StoreException {@code LEASE_LOST} or {@code ENTRY_MISSING}
   */
  Instant complete(
      Key key, long fencingToken, int lastSequence, Duration computeDuration, String estimator);

  /**
   * Ends a lease without a result.
   *
   * @param finalStatus what followers end with; empty tells them to compute
   * @throws StoreException {@code LEASE_LOST}
   */
  void abandon(Key key, long fencingToken, Optional<Opaque> finalStatus);

  /**
   * Follows a key: the computation in flight if there is one, else the finished result.
   *
   * @param afterSequence only entries with a higher sequence
   * @param wake called, quickly and without waiting, after there is more to read; may be called
   *     from any thread, and in vain
   * @throws StoreException {@code NOT_FOUND} or {@code TOO_MANY_WATCHERS}
   */
  Feed watch(Key key, int afterSequence, Runnable wake);

  /**
   * Whether a blob is there. If so, it stays for a while, so that it can be published.
   *
   * @return false also when it is there with another size
   */
  boolean keep(Digest blob);

  /**
   * Starts to store a blob.
   *
   * @throws StoreException {@code BLOB_TOO_LARGE} or {@code STORE_FULL}
   */
  Upload upload(Digest blob);

  /**
   * Opens a blob. One that is damaged is dropped, with the results that need it.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  Download open(String sha256);

  /** Opens a blob that can be read without waiting for anything; empty when it cannot. */
  default Optional<Download> openHot(String sha256) {
    return Optional.empty();
  }

  /** How long a blob is; empty when there is none, or when telling would mean to wait. */
  default OptionalLong sizeBytes(String sha256) {
    return OptionalLong.empty();
  }

  /** How much there is now. Cheap. */
  StoreSizes sizes();

  /** Removes finished results, and the blobs that nothing else needs. */
  Cleared clear(Selection selection);

  /**
   * Lists finished results, most recently used first.
   *
   * @param size results per page
   * @param token {@link ResultPage#nextToken()} of the page before, or empty
   */
  ResultPage list(int size, String token);

  /**
   * Keeps a result, or lets it go again.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  void pin(Key key, boolean pinned);

  /**
   * Does what time asks for: ends leases, forgets results, collects blobs, compacts the log. To be
   * called several times per lease TTL; answers do not depend on it, only their promptness does.
   */
  void maintain();

  /** Whether calls have a chance now. What lies elsewhere may be away for a while. */
  default boolean isReachable() {
    return true;
  }

  /**
   * Whether calls that write are refused until the store is opened anew: a write did not reach the
   * disk, and what is there has to be read before anything can be added to it.
   */
  default boolean needsRestart() {
    return false;
  }

  /** Ends the use; leases stay. */
  @Override
  void close();
}
