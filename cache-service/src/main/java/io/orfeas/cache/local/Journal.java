package io.orfeas.cache.local;

import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoredResult;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The order of all decisions, from which the tables can be built again. Appends are made under the
 * lock of the store; all other methods are safe for use by many threads.
 */
interface Journal extends AutoCloseable {
  /** Reads what earlier processes left, in order. To be called once, before anything else. */
  void replay(BiConsumer<LogRecord, Place> consumer);

  /**
   * Adds a record.
   *
   * @throws StoreException {@code UNAVAILABLE}; then nothing was added
   */
  Place append(LogRecord record);

  /** Waits until a record, and all before it, survive a crash. */
  void await(Place place);

  /**
   * Reads a result back; empty when compaction moved it meanwhile: look the place up again.
   *
   * @throws IOException when its bytes are damaged
   */
  Optional<StoredResult> load(Place place) throws IOException;

  /** Says that the result at a place is not needed any more. */
  void release(Place place);

  /** Whether so much of the journal is unneeded that compaction pays. */
  boolean isWasteful();

  /** Starts a compaction. One at a time. */
  Compaction compact();

  /** Length on disk. */
  long sizeBytes();

  /**
   * Whether a flush failed, and so every append from now on. What the disk holds is then only known
   * by reading it, as the next start does.
   */
  boolean isBroken();

  @Override
  void close();

  /** A new journal being written beside the old one. */
  interface Compaction extends AutoCloseable {
    /** Copies a result from the old journal; empty when its bytes are damaged. */
    Optional<Place> copy(Place place);

    /** Adds a record to the new journal. */
    void append(LogRecord record);

    /** Makes what was written so far durable; to be called once without the store's lock. */
    void flush();

    /** Replaces the old journal. Under the store's lock. */
    void swap();

    /** Gives up, unless swapped. */
    @Override
    void close();
  }
}
