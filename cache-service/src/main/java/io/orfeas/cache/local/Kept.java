package io.orfeas.cache.local;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.StoreLimits;
import java.time.Instant;
import java.util.Set;

/**
 * A finished result as the tables know it: everything but the entries. Changed under the store's
 * lock; what a result is and where it stands may be read without.
 */
final class Kept {
  private final Set<Digest> blobs;
  private final long entryBytes;
  private volatile ResultInfo info;
  private volatile Place place;
  private Instant lastUse;
  private Instant lentUntil;

  Kept(ResultInfo info, Set<Digest> blobs, long entryBytes, Place place) {
    this.info = info;
    this.blobs = blobs;
    this.entryBytes = entryBytes;
    this.place = place;
    lastUse = info.createTime();
    lentUntil = lastUse.plus(StoreLimits.LENT_FOR);
  }

  ResultInfo info() {
    return info;
  }

  Set<Digest> blobs() {
    return blobs;
  }

  long entryBytes() {
    return entryBytes;
  }

  Place place() {
    return place;
  }

  void moved(Place to) {
    place = to;
  }

  void pinned(boolean pinned) {
    info = info.withPinned(pinned);
  }

  Instant lastUse() {
    return lastUse;
  }

  void used(Instant now) {
    lastUse = now;
    lentUntil = now.plus(StoreLimits.LENT_FOR);
  }

  /** Until when whoever it was given out to may still come for its blobs. */
  Instant lentUntil() {
    return lentUntil;
  }

  boolean isLent(Instant now) {
    return now.isBefore(lentUntil);
  }

  /** Its blobs need not wait for anybody. */
  void recall() {
    lentUntil = Instant.MIN;
  }
}
