package io.orfeas.cache.local;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.StoredResult;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Leases, results and blobs, kept consistent with each other: what each step means for all three.
 * Does not know the journal. Not safe for concurrent use.
 */
final class Tables {
  private final LeaseTable leases;
  private final ResultTable results = new ResultTable();
  private final BlobTable blobs;

  Tables(StoreLimits limits, Blobs bytes) {
    leases = new LeaseTable(limits.maxLeases());
    blobs = new BlobTable(bytes, limits.uploadGrace());
  }

  LeaseTable leases() {
    return leases;
  }

  ResultTable results() {
    return results;
  }

  BlobTable blobs() {
    return blobs;
  }

  Lease grant(Key key, long token, String owner, Instant expiry) {
    return leases.grant(key, token, owner, expiry);
  }

  void publish(Lease lease, Entry entry) {
    blobs.retain(entry.blobs());
    blobs.use(entry.weightBytes());
    lease.run().append(entry);
  }

  /**
   * Ends a lease without a result. Its blobs stay for a while: whoever comes next needs the same.
   */
  void end(Lease lease, Event last, Instant now) {
    leases.remove(lease);
    lease.run().end(last);
    List<Entry> entries = lease.run().entries();
    Set<Digest> needed = StoredResult.blobsOf(entries);
    needed.stream().filter(blobs::has).forEach(blob -> blobs.protect(blob, now));
    releaseEntries(entries, now);
  }

  /** Ends a lease with a result. The run itself ends when the result is durable. */
  void finish(Lease lease, Kept kept, Instant now) {
    List<Entry> entries = lease.run().entries();
    addResult(kept);
    leases.remove(lease);
    releaseEntries(entries, now);
  }

  /** Adds a result; its blobs are there. */
  void addResult(Kept kept) {
    blobs.retain(kept.blobs());
    blobs.use(kept.entryBytes());
    results.add(kept);
  }

  /** Removes a result, and the blobs that nothing else needs; those it lent stay as long. */
  void removeResult(Kept kept, Instant now) {
    results.remove(kept);
    blobs.free(kept.entryBytes());
    blobs.lend(kept.blobs(), kept.lentUntil());
    blobs.release(kept.blobs(), now);
  }

  private void releaseEntries(List<Entry> entries, Instant now) {
    for (Entry entry : entries) {
      blobs.free(entry.weightBytes());
      blobs.release(entry.blobs(), now);
    }
  }
}
