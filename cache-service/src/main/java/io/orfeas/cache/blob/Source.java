package io.orfeas.cache.blob;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open blob. Safe for use by several threads. */
public interface Source extends AutoCloseable {
  /** At most {@code max} bytes from a position; at least one unless the position is the end. */
  ByteBuffer read(long position, int max) throws IOException;

  @Override
  void close();
}
