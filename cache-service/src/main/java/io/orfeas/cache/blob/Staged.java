package io.orfeas.cache.blob;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that are being written, seen by nobody else. Used by one thread at a time. */
public interface Staged extends AutoCloseable {
  /** Takes the next bytes. */
  void write(ByteBuffer bytes) throws IOException;

  /** Makes the bytes durable where they are. To be called once, before {@link #place()}. */
  void seal() throws IOException;

  /** Puts the blob in place at once and as a whole. Quick. */
  void place() throws IOException;

  /** Discards what was not put in place. */
  @Override
  void close();
}
