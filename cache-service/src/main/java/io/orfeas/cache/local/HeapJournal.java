package io.orfeas.cache.local;

import io.orfeas.cache.store.StoredResult;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** Keeps results on the heap and nothing else: there is no restart to prepare for. */
final class HeapJournal implements Journal {
  private final ConcurrentMap<Place, StoredResult> results = new ConcurrentHashMap<>();
  private long count;

  @Override
  public void replay(BiConsumer<LogRecord, Place> consumer) {
    // A new process starts empty.
  }

  @Override
  public Place append(LogRecord record) {
    Place place = new Place(0, 0, 0, ++count);
    if (record instanceof LogRecord.Finished finished) {
      results.put(place, finished.result());
    }
    return place;
  }

  @Override
  public void await(Place place) {
    // As durable as it gets.
  }

  @Override
  public Optional<StoredResult> load(Place place) {
    return Optional.ofNullable(results.get(place));
  }

  @Override
  public void release(Place place) {
    results.remove(place);
  }

  @Override
  public boolean isWasteful() {
    return false;
  }

  @Override
  public Compaction compact() {
    throw new IllegalStateException("compact: nothing to compact (expected: not called)");
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public boolean isBroken() {
    return false;
  }

  @Override
  public void close() {
    results.clear();
  }
}
