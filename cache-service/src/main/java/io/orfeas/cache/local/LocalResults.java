package io.orfeas.cache.local;

import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.cache.store.StoredResult;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on their way out, and which of them stay. They are read and checked outside the lock, so
 * one may be gone, moved or found damaged in between; then it is looked for again.
 */
final class LocalResults {
  private static final Logger logger = LoggerFactory.getLogger(LocalResults.class);

  private final Guarded guarded;
  private final Decisions decisions;
  private final ResultTable table;
  private final Journal journal;
  private final LocalBlobs blobs;

  LocalResults(
      Guarded guarded, Decisions decisions, ResultTable table, Journal journal, LocalBlobs blobs) {
    this.guarded = guarded;
    this.decisions = decisions;
    this.table = table;
    this.journal = journal;
    this.blobs = blobs;
  }

  /** A result with all its blobs intact. One that is damaged is dropped. */
  Optional<StoredResult> find(Key key) {
    while (true) {
      Optional<Kept> kept = guarded.step(() -> decisions.use(key));
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      Optional<StoredResult> result = load(kept.get());
      if (result.isPresent()) {
        return blobs.areIntact(kept.get().blobs()) ? result : Optional.empty();
      }
    }
  }

  ResultPage list(int size, String token) {
    return Listing.page(guarded.step(() -> table.all()), size, token);
  }

  void pin(Key key, boolean pinned) {
    guarded.awaitDurable(
        guarded.step(
            () -> decisions.pin(decisions.present(key).orElseThrow(() -> none(key)), pinned)));
  }

  Cleared clear(Selection selection) {
    return guarded.durable(guarded.step(() -> decisions.clear(selection)));
  }

  static StoreException none(Key key) {
    return new StoreException(
        Reason.NOT_FOUND, key.hex() + ": none (expected: one that is stored)");
  }

  /** Empty when compaction moved it meanwhile, or it turned out damaged and was dropped. */
  private Optional<StoredResult> load(Kept kept) {
    try {
      return journal
          .load(kept.place())
          .map(result -> new StoredResult(kept.info(), result.entries()));
    } catch (IOException damaged) {
      logger.warn("result {} cannot be read and is dropped", kept.info().key(), damaged);
      guarded.run(
          () -> decisions.present(kept.info().key()).filter(kept::equals).ifPresent(this::drop));
      return Optional.empty();
    }
  }

  private void drop(Kept kept) {
    decisions.remove(kept, StoreListener.Removal.DAMAGE);
  }
}
