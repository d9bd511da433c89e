package io.orfeas.cache.blob;

import java.nio.ByteBuffer;

/** A blob on the heap: what is read are views of it. */
record HeapSource(ByteBuffer bytes) implements Source {
  @Override
  public ByteBuffer read(long position, int max) {
    int start = Math.toIntExact(position);
    return bytes.slice(start, Math.min(max, bytes.capacity() - start));
  }

  @Override
  public void close() {
    // The collector frees it.
  }
}
