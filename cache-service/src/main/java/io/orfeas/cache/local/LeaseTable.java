package io.orfeas.cache.local;

import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who computes what. Not safe for concurrent use. */
final class LeaseTable {
  private final int max;
  private final Map<Key, Lease> leases = new LinkedHashMap<>();
  private long lastToken;

  LeaseTable(int max) {
    this.max = max;
  }

  int count() {
    return leases.size();
  }

  long lastToken() {
    return lastToken;
  }

  Collection<Lease> all() {
    return List.copyOf(leases.values());
  }

  Optional<Lease> find(Key key) {
    return Optional.ofNullable(leases.get(key));
  }

  Optional<Lease> find(Key key, long token) {
    return find(key).filter(lease -> lease.token() == token);
  }

  /** No lease gets this token or a lower one any more. */
  void raiseFloor(long token) {
    lastToken = Math.max(lastToken, token);
  }

  /** The token that the next lease gets. */
  long nextToken() {
    if (leases.size() >= max) {
      throw new StoreException(
          StoreException.Reason.TOO_MANY_LEASES,
          "leases: %d (expected: below %d)".formatted(leases.size(), max));
    }
    return lastToken + 1;
  }

  Lease grant(Key key, long token, String owner, Instant expiry) {
    raiseFloor(token);
    Lease lease = new Lease(key, token, owner, expiry);
    leases.put(key, lease);
    return lease;
  }

  void remove(Lease lease) {
    leases.remove(lease.key(), lease);
  }
}
