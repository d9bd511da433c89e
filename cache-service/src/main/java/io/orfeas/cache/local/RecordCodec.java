package io.orfeas.cache.local;

import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.EntryCodec;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.StoredResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Journal records as bytes: a kind byte, then the fields in order, big-endian. Hashes are 32 bytes,
 * times are seconds and nanoseconds, lists and byte strings carry their length first.
 */
final class RecordCodec {
  private static final int LEASED = 1;
  private static final int PUBLISHED = 2;
  private static final int ENDED = 3;
  private static final int FINISHED = 4;
  private static final int REMOVED = 5;
  private static final int PINNED = 6;
  private static final int TOKEN_FLOOR = 7;
  private static final int HASH_BYTES = 32;

  private RecordCodec() {}

  static byte[] encode(LogRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(record, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a record.
   *
   * @throws IOException if these bytes are none
   */
  static LogRecord decode(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      LogRecord record = read(in);
      if (in.available() > 0) {
        throw new IOException("record: " + in.available() + " bytes left over (expected: 0)");
      }
      return record;
    } catch (IllegalArgumentException malformed) {
      throw new IOException("record: " + malformed.getMessage(), malformed);
    }
  }

  private static void write(LogRecord record, DataOutputStream out) throws IOException {
    if (record instanceof LogRecord.Leased leased) {
      begin(out, LEASED, leased.key());
      out.writeLong(leased.token());
      out.writeUTF(leased.owner());
    } else if (record instanceof LogRecord.Published published) {
      begin(out, PUBLISHED, published.key());
      out.writeLong(published.token());
      EntryCodec.write(published.entry(), out);
    } else if (record instanceof LogRecord.Ended ended) {
      begin(out, ENDED, ended.key());
      out.writeLong(ended.token());
    } else if (record instanceof LogRecord.Finished finished) {
      begin(out, FINISHED, finished.result().info().key());
      out.writeLong(finished.token());
      writeResult(finished.result(), out);
    } else if (record instanceof LogRecord.Removed removed) {
      begin(out, REMOVED, removed.key());
    } else if (record instanceof LogRecord.Pinned pinned) {
      begin(out, PINNED, pinned.key());
      out.writeBoolean(pinned.pinned());
    } else if (record instanceof LogRecord.TokenFloor floor) {
      out.writeByte(TOKEN_FLOOR);
      out.writeLong(floor.token());
    }
  }

  private static LogRecord read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind == TOKEN_FLOOR) {
      return new LogRecord.TokenFloor(in.readLong());
    }
    Key key = Key.of(readHash(in));
    return switch (kind) {
      case LEASED -> new LogRecord.Leased(key, in.readLong(), in.readUTF());
      case PUBLISHED -> new LogRecord.Published(key, in.readLong(), EntryCodec.read(in));
      case ENDED -> new LogRecord.Ended(key, in.readLong());
      case FINISHED -> {
        long token = in.readLong();
        yield new LogRecord.Finished(readResult(key, in), token);
      }
      case REMOVED -> new LogRecord.Removed(key);
      case PINNED -> new LogRecord.Pinned(key, in.readBoolean());
      default -> throw new IOException("record kind: " + kind + " (expected: 1..7)");
    };
  }

  private static void begin(DataOutputStream out, int kind, Key key) throws IOException {
    out.writeByte(kind);
    out.write(key.toBytes());
  }

  private static void writeResult(StoredResult result, DataOutputStream out) throws IOException {
    ResultInfo info = result.info();
    writeTime(info.createTime().getEpochSecond(), info.createTime().getNano(), out);
    writeTime(info.expireTime().getEpochSecond(), info.expireTime().getNano(), out);
    writeTime(info.computeDuration().getSeconds(), info.computeDuration().getNano(), out);
    out.writeUTF(info.estimator());
    out.writeLong(info.sizeBytes());
    out.writeBoolean(info.pinned());
    out.writeInt(result.entries().size());
    for (Entry entry : result.entries()) {
      EntryCodec.write(entry, out);
    }
  }

  private static StoredResult readResult(Key key, DataInputStream in) throws IOException {
    Instant createTime = Instant.ofEpochSecond(in.readLong(), in.readInt());
    Instant expireTime = Instant.ofEpochSecond(in.readLong(), in.readInt());
    Duration computeDuration = Duration.ofSeconds(in.readLong(), in.readInt());
    String estimator = in.readUTF();
    long sizeBytes = in.readLong();
    boolean pinned = in.readBoolean();
    int count = in.readInt();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(EntryCodec.read(in));
    }
    ResultInfo info =
        new ResultInfo(key, createTime, expireTime, computeDuration, estimator, sizeBytes, pinned);
    return new StoredResult(info, entries);
  }

  private static void writeTime(long seconds, int nanos, DataOutputStream out) throws IOException {
    out.writeLong(seconds);
    out.writeInt(nanos);
  }

  private static byte[] readHash(DataInputStream in) throws IOException {
    if (in.available() < HASH_BYTES) {
      throw new IOException("hash: " + in.available() + " bytes (expected: " + HASH_BYTES + ")");
    }
    return in.readNBytes(HASH_BYTES);
  }
}
