package io.orfeas.cache.store;

import java.time.Duration;
import java.time.Instant;

/**
 * A finished result without its entries.
 *
 * @param key the request
 * @param createTime when it was finished
 * @param expireTime when it is forgotten at the latest, unless pinned
 * @param computeDuration what a hit saves
 * @param estimator label of the method that made it
 * @param sizeBytes of entries and blobs; a blob that occurs twice counts once
 * @param pinned neither evicted nor expires
 */
public record ResultInfo(
    Key key,
    Instant createTime,
    Instant expireTime,
    Duration computeDuration,
    String estimator,
    long sizeBytes,
    boolean pinned) {

  /** The same result, pinned or not. */
  public ResultInfo withPinned(boolean pinned) {
    return new ResultInfo(
        key, createTime, expireTime, computeDuration, estimator, sizeBytes, pinned);
  }

  /** Whether its time is over. */
  public boolean isExpired(Instant now) {
    return !pinned && !now.isBefore(expireTime);
  }
}
