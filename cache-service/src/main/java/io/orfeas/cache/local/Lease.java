package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Key;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The right to append to one key, and what was appended. */
final class Lease {
  private final Key key;
  private final long token;
  private final String owner;
  private final Run run = new Run();
  private Instant expiry;
  private @Nullable Place lastPublished;

  Lease(Key key, long token, String owner, Instant expiry) {
    this.key = key;
    this.token = token;
    this.owner = owner;
    this.expiry = expiry;
  }

  Key key() {
    return key;
  }

  long token() {
    return token;
  }

  String owner() {
    return owner;
  }

  Run run() {
    return run;
  }

  void renew(Instant until) {
    expiry = until;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiry);
  }

  void published(Place place) {
    lastPublished = place;
  }

  @Nullable Place lastPublished() {
    return lastPublished;
  }
}
