package io.orfeas.cache.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a store reports. */
public final class CountingListener implements StoreListener {
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  @Override
  public void removed(Removal cause, long sizeBytes) {
    count(cause.name());
  }

  @Override
  public void leaseExpired() {
    count("LEASE");
  }

  @Override
  public void writeFenced() {
    count("FENCED");
  }

  @Override
  public void blobDamaged() {
    count("DAMAGED");
  }

  /** How often something was reported: a removal's cause, LEASE, FENCED or DAMAGED. */
  public long of(String what) {
    AtomicLong count = counts.get(what);
    return count == null ? 0 : count.get();
  }

  private void count(String what) {
    counts.computeIfAbsent(what, name -> new AtomicLong()).incrementAndGet();
  }
}
