package io.orfeas.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orfeas.cache.blob.Folders;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoredResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in an append-only file, with checksummed frames and shared flushes.
 *
 * <p>Results are not kept on the heap: the tables know where they stand, and the ones that are read
 * most are kept decoded, bounded by bytes.
 */
final class FileJournal implements Journal {
  private static final Logger logger = LoggerFactory.getLogger(FileJournal.class);
  private static final long WORTH_COMPACTING = 8L << 20;

  private final LogFolder folder;
  private final GroupCommit commit;
  private final AtomicLong neededBytes = new AtomicLong();
  private final Cache<Place, StoredResult> hot;
  private volatile LogFile log;
  private volatile int generation;

  private FileJournal(
      LogFolder folder, int generation, LogFile log, long hotBytes, GroupCommit commit) {
    this.folder = folder;
    this.commit = commit;
    this.generation = generation;
    this.log = log;
    hot =
        Caffeine.newBuilder()
            .maximumWeight(hotBytes)
            .<Place, StoredResult>weigher((place, result) -> place.length())
            .build();
  }

  /**
   * Opens the log in a folder, or starts one.
   *
   * @param hotBytes of results to keep decoded
   */
  static FileJournal open(Path path, long hotBytes) throws IOException {
    return open(path, hotBytes, new GroupCommit());
  }

  /** With flushes that a test can let fail. */
  static FileJournal open(Path path, long hotBytes, GroupCommit commit) throws IOException {
    LogFolder folder = new LogFolder(path);
    int generation = folder.current();
    if (generation == 0) {
      generation = 1;
      LogFile.open(folder.file(generation), 0).close();
      Folders.sync(path);
    }
    Path file = folder.file(generation);
    return new FileJournal(
        folder, generation, LogFile.open(file, file.toFile().length()), hotBytes, commit);
  }

  @Override
  public void replay(BiConsumer<LogRecord, Place> consumer) {
    try (LogReader reader = LogReader.open(log.path())) {
      for (Optional<byte[]> body = reader.next(); body.isPresent(); body = reader.next()) {
        int frameBytes = Frame.HEADER_BYTES + body.get().length;
        LogRecord record = RecordCodec.decode(body.get());
        consumer.accept(record, placed(record, reader.position() - frameBytes, frameBytes));
      }
      if (reader.skipped() > 0) {
        logger.warn("{}: {} damaged places skipped", log.path(), reader.skipped());
      }
      cut(reader.position());
      commit.flushed();
    } catch (IOException failed) {
      throw unavailable("read", failed);
    }
  }

  @Override
  public Place append(LogRecord record) {
    commit.check();
    byte[] frame = Frame.wrap(RecordCodec.encode(record));
    try {
      return placed(record, log.append(frame), frame.length);
    } catch (IOException failed) {
      throw unavailable("append", failed);
    }
  }

  @Override
  public void await(Place place) {
    commit.await(place.number(), () -> log.flush());
  }

  @Override
  public Optional<StoredResult> load(Place place) throws IOException {
    StoredResult kept = hot.getIfPresent(place);
    if (kept != null) {
      return Optional.of(kept);
    }
    Optional<StoredResult> read = read(place);
    read.ifPresent(result -> hot.put(place, result));
    return read;
  }

  @Override
  public void release(Place place) {
    hot.invalidate(place);
    neededBytes.addAndGet(-place.length());
  }

  @Override
  public boolean isWasteful() {
    long length = log.length();
    return length > WORTH_COMPACTING && length > 2 * neededBytes.get();
  }

  @Override
  public Compaction compact() {
    try {
      int next = generation + 1;
      return new FileCompaction(next, LogFile.open(folder.unfinished(next), 0));
    } catch (IOException failed) {
      throw unavailable("compact", failed);
    }
  }

  @Override
  public long sizeBytes() {
    return log.length();
  }

  @Override
  public boolean isBroken() {
    return commit.isBroken();
  }

  @Override
  public void close() {
    try {
      log.flush();
      log.close();
    } catch (IOException failed) {
      throw unavailable("close", failed);
    }
  }

  private Place placed(LogRecord record, long position, int length) {
    if (record instanceof LogRecord.Finished) {
      neededBytes.addAndGet(length);
    }
    return new Place(generation, position, length, commit.wrote());
  }

  private void cut(long length) throws IOException {
    if (length < log.length()) {
      logger.info("{}: {} bytes of a cut-off write removed", log.path(), log.length() - length);
      Path path = log.path();
      log.close();
      log = LogFile.open(path, length);
      log.flush();
    }
  }

  private Optional<byte[]> readBody(Place place) throws IOException {
    try (LogReader reader = LogReader.open(folder.file(place.generation()))) {
      Optional<byte[]> body = reader.at(place.position(), place.length());
      if (body.isEmpty()) {
        throw new IOException("position: " + place.position() + " (expected: a whole frame)");
      }
      return body;
    } catch (NoSuchFileException moved) {
      return Optional.empty();
    }
  }

  private Optional<StoredResult> read(Place place) throws IOException {
    Optional<byte[]> body = readBody(place);
    if (body.isPresent() && RecordCodec.decode(body.get()) instanceof LogRecord.Finished found) {
      return Optional.of(found.result());
    }
    return Optional.empty();
  }

  private StoreException unavailable(String what, IOException cause) {
    return new StoreException(
        StoreException.Reason.UNAVAILABLE,
        "log: %s failed in %s (expected: a working disk)".formatted(what, folder.folder()),
        cause);
  }

  /** Writes the next generation beside the current one. */
  private final class FileCompaction implements Compaction {
    private final int next;
    private final LogFile file;
    private long needed;
    private boolean swapped;

    FileCompaction(int next, LogFile file) {
      this.next = next;
      this.file = file;
    }

    @Override
    public Optional<Place> copy(Place place) {
      try {
        Optional<byte[]> body = readBody(place);
        if (body.isEmpty()) {
          return Optional.empty();
        }
        byte[] frame = Frame.wrap(body.get());
        needed += frame.length;
        return Optional.of(new Place(next, file.append(frame), frame.length, 0));
      } catch (IOException failed) {
        logger.warn("{}: a result could not be copied and is dropped", file.path(), failed);
        return Optional.empty();
      }
    }

    @Override
    public void append(LogRecord record) {
      try {
        file.append(Frame.wrap(RecordCodec.encode(record)));
      } catch (IOException failed) {
        throw unavailable("compact", failed);
      }
    }

    @Override
    public void flush() {
      try {
        file.flush();
      } catch (IOException failed) {
        throw unavailable("compact", failed);
      }
    }

    @Override
    public void swap() {
      flush();
      try {
        folder.adopt(next);
        LogFile old = log;
        log = LogFile.open(folder.file(next), file.length());
        generation = next;
        neededBytes.set(needed);
        swapped = true;
        commit.flushed();
        old.close();
      } catch (IOException failed) {
        throw unavailable("compact", failed);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
        if (!swapped) {
          Files.deleteIfExists(folder.unfinished(next));
        }
      } catch (IOException failed) {
        throw unavailable("compact", failed);
      }
    }
  }
}
