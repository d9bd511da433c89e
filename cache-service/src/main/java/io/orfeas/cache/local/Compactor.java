package io.orfeas.cache.local;

import io.orfeas.cache.store.StoreListener.Removal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the journal anew without what nobody needs.
 *
 * <p>The results, nearly all of it, are copied while the store goes on. Under the lock only the
 * difference is written: what came and went meanwhile, the pins, and the computations in flight.
 */
final class Compactor {
  private final Guarded guarded;
  private final Tables tables;
  private final Decisions decisions;
  private final Journal journal;

  Compactor(Guarded guarded, Tables tables, Decisions decisions, Journal journal) {
    this.guarded = guarded;
    this.tables = tables;
    this.decisions = decisions;
    this.journal = journal;
  }

  void run() {
    Collection<Kept> then = guarded.step(() -> tables.results().all());
    try (Journal.Compaction next = journal.compact()) {
      List<Copy> copies = new ArrayList<>();
      for (Kept kept : then) {
        Place from = kept.place();
        next.copy(from).ifPresent(to -> copies.add(new Copy(kept, to)));
      }
      next.flush();
      guarded.run(() -> finish(next, copies));
    }
  }

  private void finish(Journal.Compaction next, List<Copy> copies) {
    List<Copy> current = new ArrayList<>();
    for (Copy copy : copies) {
      if (isKept(copy.kept)) {
        current.add(copy);
      } else {
        next.append(new LogRecord.Removed(copy.kept.info().key()));
      }
    }
    copyOthers(next, current);
    writePins(next);
    writeRuns(next);
    next.swap();
    current.forEach(copy -> copy.kept.moved(copy.to));
  }

  /** Those that came meanwhile. What cannot be copied, now or before, is damaged and dropped. */
  private void copyOthers(Journal.Compaction next, List<Copy> current) {
    Set<Kept> copied = current.stream().map(Copy::kept).collect(Collectors.toSet());
    for (Kept kept : tables.results().all()) {
      if (!copied.contains(kept)) {
        next.copy(kept.place())
            .ifPresentOrElse(
                to -> current.add(new Copy(kept, to)),
                () -> decisions.remove(kept, Removal.DAMAGE));
      }
    }
  }

  /** The copied records say what was so when they were written; later pins are not in them. */
  private void writePins(Journal.Compaction next) {
    for (Kept kept : tables.results().all()) {
      next.append(new LogRecord.Pinned(kept.info().key(), kept.info().pinned()));
    }
  }

  private void writeRuns(Journal.Compaction next) {
    next.append(new LogRecord.TokenFloor(tables.leases().lastToken()));
    for (Lease lease : tables.leases().all()) {
      next.append(new LogRecord.Leased(lease.key(), lease.token(), lease.owner()));
      lease
          .run()
          .entries()
          .forEach(
              entry -> next.append(new LogRecord.Published(lease.key(), lease.token(), entry)));
    }
  }

  private boolean isKept(Kept kept) {
    return tables.results().find(kept.info().key()).filter(now -> now == kept).isPresent();
  }

  private record Copy(Kept kept, Place to) {}
}
