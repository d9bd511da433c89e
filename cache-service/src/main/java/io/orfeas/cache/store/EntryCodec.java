package io.orfeas.cache.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries as bytes: sequence, payload, blobs; big-endian, lists and byte strings with their length
 * first, hashes as 32 bytes.
 */
public final class EntryCodec {
  private static final int HASH_BYTES = 32;

  private EntryCodec() {}

  /** The bytes of an entry. */
  public static byte[] encode(Entry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(entry, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** The entry that these bytes stand for. */
  public static Entry decode(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return read(in);
    }
  }

  /** Writes an entry. */
  public static void write(Entry entry, DataOutputStream out) throws IOException {
    out.writeInt(entry.sequence());
    out.writeInt(entry.payload().size());
    out.write(entry.payload().bytes());
    out.writeInt(entry.blobs().size());
    for (Digest blob : entry.blobs()) {
      out.write(blob.hashBytes());
      out.writeLong(blob.sizeBytes());
    }
  }

  /**
   * Reads an entry. The stream knows how many bytes it has.
   *
   * @throws IOException if these bytes are none
   */
  public static Entry read(DataInputStream in) throws IOException {
    int sequence = in.readInt();
    Opaque payload = Opaque.wrap(readBytes(in.readInt(), in));
    int count = in.readInt();
    List<Digest> blobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blobs.add(new Digest(Hex.of(readBytes(HASH_BYTES, in)), in.readLong()));
    }
    return new Entry(sequence, payload, blobs);
  }

  private static byte[] readBytes(int count, DataInputStream in) throws IOException {
    if (count < 0 || count > in.available()) {
      throw new IOException("length: " + count + " (expected: 0.." + in.available() + ")");
    }
    return in.readNBytes(count);
  }
}
