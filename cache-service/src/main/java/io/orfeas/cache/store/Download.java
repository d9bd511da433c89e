package io.orfeas.cache.store;

import java.nio.ByteBuffer;

/** A verified blob that stays until this is closed. */
public interface Download extends AutoCloseable {
  /** Length of the blob. */
  long sizeBytes();

  /**
   * Bytes from a position: at most {@code max}, and at least one unless the position is the end.
   * The buffer is not reused and not to be written to.
   */
  ByteBuffer read(long position, int max);

  /** Lets the blob go. */
  @Override
  void close();
}
