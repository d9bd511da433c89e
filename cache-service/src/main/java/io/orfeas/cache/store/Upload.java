package io.orfeas.cache.store;

import java.nio.ByteBuffer;

/**
 * A blob on its way in: its space is reserved, and nobody sees it. Used by one thread at a time.
 */
public interface Upload extends AutoCloseable {
  /**
   * Takes the next bytes.
   *
   * @throws StoreException {@code DIGEST_MISMATCH} when there are more than announced
   */
  void write(ByteBuffer bytes);

  /**
   * Verifies the bytes, makes them durable, and then visible.
   *
   * @return whether the blob had been there before
   * @throws StoreException {@code DIGEST_MISMATCH} when they are not those that were announced
   */
  boolean commit();

  /** Gives up what was not committed, and the reserved space. */
  @Override
  void close();
}
