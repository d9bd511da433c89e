package io.orfeas.cache.local;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoredResult;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the tables from the journal and the blobs that are there, at the start.
 *
 * <p>Leases go on for one TTL from now, so that a restart costs their holders nothing and none is
 * stuck. Results whose time is over or whose blobs are not all there with their length are dropped;
 * checksums are computed when a blob is first asked for.
 */
final class Recovery {
  private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

  private final Tables tables;
  private final Journal journal;
  private final Instant now;
  private final Instant leaseExpiry;
  private final Map<Key, Kept> results = new LinkedHashMap<>();
  private final Map<Key, List<LogRecord.Published>> published = new LinkedHashMap<>();
  private final List<Kept> dropped = new ArrayList<>();

  private Recovery(Tables tables, Journal journal, Instant now, Instant leaseExpiry) {
    this.tables = tables;
    this.journal = journal;
    this.now = now;
    this.leaseExpiry = leaseExpiry;
  }

  /** Fills empty tables. */
  static void run(Tables tables, Journal journal, Blobs blobs, Instant now, Instant leaseExpiry)
      throws IOException {
    Recovery recovery = new Recovery(tables, journal, now, leaseExpiry);
    journal.replay(recovery::apply);
    for (BlobName blob : blobs.list()) {
      tables.blobs().use(blob.digest().sizeBytes());
      tables.blobs().add(blob.digest(), now);
    }
    recovery.restoreResults();
    recovery.restoreRuns();
    recovery.report();
  }

  private void apply(LogRecord record, Place place) {
    if (record instanceof LogRecord.Leased leased) {
      tables.grant(leased.key(), leased.token(), leased.owner(), leaseExpiry);
      published.put(leased.key(), new ArrayList<>());
    } else if (record instanceof LogRecord.Published entry) {
      published.getOrDefault(entry.key(), new ArrayList<>()).add(entry);
    } else if (record instanceof LogRecord.Ended ended) {
      endLease(ended.key(), ended.token());
    } else if (record instanceof LogRecord.Finished finished) {
      endLease(finished.result().info().key(), finished.token());
      keep(finished.result(), place);
    } else if (record instanceof LogRecord.Removed removed) {
      forget(removed.key());
    } else if (record instanceof LogRecord.Pinned pinned) {
      results.computeIfPresent(
          pinned.key(),
          (key, kept) -> {
            kept.pinned(pinned.pinned());
            return kept;
          });
    } else if (record instanceof LogRecord.TokenFloor floor) {
      tables.leases().raiseFloor(floor.token());
    }
  }

  private void endLease(Key key, long token) {
    tables.leases().raiseFloor(token);
    tables
        .leases()
        .find(key, token)
        .ifPresent(
            lease -> {
              tables.leases().remove(lease);
              published.remove(key);
            });
  }

  private void keep(StoredResult result, Place place) {
    forget(result.info().key());
    long entryBytes = StoredResult.weightOf(result.entries());
    results.put(result.info().key(), new Kept(result.info(), result.blobs(), entryBytes, place));
  }

  private void forget(Key key) {
    Kept old = results.remove(key);
    if (old != null) {
      journal.release(old.place());
    }
  }

  private void restoreResults() {
    for (Kept kept : results.values()) {
      if (!kept.info().isExpired(now) && kept.blobs().stream().allMatch(tables.blobs()::has)) {
        tables.addResult(kept);
      } else {
        dropped.add(kept);
        journal.release(kept.place());
        journal.append(new LogRecord.Removed(kept.info().key()));
      }
    }
  }

  private void restoreRuns() {
    for (Lease lease : tables.leases().all()) {
      for (LogRecord.Published entry : published.getOrDefault(lease.key(), List.of())) {
        boolean follows = entry.entry().sequence() == lease.run().size() + 1;
        boolean whole = entry.entry().blobs().stream().allMatch(tables.blobs()::has);
        if (entry.token() == lease.token() && follows && whole) {
          tables.publish(lease, entry.entry());
        } else {
          tables.end(lease, new Event.Vacated(Event.Reason.EXPIRED), now);
          journal.append(new LogRecord.Ended(lease.key(), lease.token()));
          break;
        }
      }
    }
  }

  private void report() {
    logger.info(
        "recovered {} results, {} leases and {} blobs ({} bytes); dropped {} results",
        tables.results().count(),
        tables.leases().count(),
        tables.blobs().count(),
        tables.blobs().usedBytes(),
        dropped.size());
  }
}
