package io.orfeas.cache.store;

import java.time.Duration;

/**
 * The bounds of a store.
 *
 * @param softBytes above which results are evicted
 * @param hardBytes above which writes are refused
 * @param maxBlobBytes longest blob
 * @param maxPayloadBytes longest payload of an entry
 * @param maxResultEntryBytes all entries of a result together, without blobs
 * @param resultTtl how long a result is kept
 * @param ttlJitter share by which the time of a result is shortened at random, so that results made
 *     together do not expire together; in 0..1
 * @param leaseTtl how long a lease lives without renewal
 * @param uploadGrace how long a blob that nothing refers to is kept
 * @param maxLeases leases at once
 * @param maxWatchers feeds at once
 */
public record StoreLimits(
    long softBytes,
    long hardBytes,
    long maxBlobBytes,
    int maxPayloadBytes,
    long maxResultEntryBytes,
    Duration resultTtl,
    double ttlJitter,
    Duration leaseTtl,
    Duration uploadGrace,
    int maxLeases,
    int maxWatchers) {

  /**
   * How long the blobs of a result stay after it was finished or given out as a hit, whether it
   * expires or is replaced meanwhile, and for how long it is not evicted: whoever was told of them
   * comes for them. It gives way at {@link #lentBytes()}, to damage, and, but for results that are
   * gone already, to whoever clears.
   */
  public static final Duration LENT_FOR = Duration.ofMinutes(1);

  /** What the entries of a result may weigh at the very most: it is one record of the log. */
  public static final long MOST_RESULT_ENTRY_BYTES = 32L << 20;

  /** The defaults for a number of bytes: the soft limit; the hard one is a tenth above. */
  public static StoreLimits defaults(long softBytes) {
    return new StoreLimits(
        softBytes,
        softBytes + softBytes / 10,
        Math.min(512L << 20, softBytes),
        64 << 10,
        16L << 20,
        Duration.ofHours(1),
        0.1,
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        4096,
        65_536);
  }

  /** The same limits with at most so many bytes. */
  public StoreLimits cappedAt(long bytes) {
    long hard = Math.min(hardBytes, bytes);
    return new StoreLimits(
        Math.min(softBytes, hard - hard / 10),
        hard,
        Math.min(maxBlobBytes, hard / 2),
        maxPayloadBytes,
        maxResultEntryBytes,
        resultTtl,
        ttlJitter,
        leaseTtl,
        uploadGrace,
        maxLeases,
        maxWatchers);
  }

  /**
   * Bytes up to which what was given out lately is spared: a quarter of the way from the soft limit
   * to the hard one, so that a busy store does not live at the latter.
   */
  public long lentBytes() {
    return softBytes + (hardBytes - softBytes) / 4;
  }

  /** The time a result has, shortened by a share that its key decides: even, and repeatable. */
  public Duration timeToLive(Key key) {
    double even = Integer.parseInt(key.hex().substring(0, 6), 16) / (double) (1 << 24);
    double share = 1 - ttlJitter * even;
    return Duration.ofMillis(Math.round(resultTtl.toMillis() * share));
  }
}
