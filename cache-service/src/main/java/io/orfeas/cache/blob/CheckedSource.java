package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Checks a blob on its way out: one that is read from front to back is only given to its last bytes
 * when all are right. A part that is read by itself cannot be checked.
 */
final class CheckedSource implements Source {
  private final Source below;
  private final Digest digest;
  private final Runnable damaged;
  private final Checked checked;
  private long checkedUntil;

  /**
   * A blob to be read.
   *
   * @param damaged told when the bytes are not those of the digest
   */
  CheckedSource(Source below, Digest digest, Runnable damaged) {
    this.below = below;
    this.digest = digest;
    this.damaged = damaged;
    checked = new Checked(digest);
  }

  @Override
  public ByteBuffer read(long position, int max) throws IOException {
    ByteBuffer bytes = below.read(position, max);
    check(position, bytes);
    return bytes;
  }

  @Override
  public void close() {
    below.close();
  }

  private synchronized void check(long position, ByteBuffer bytes) throws IOException {
    if (position != checkedUntil || !bytes.hasRemaining()) {
      return;
    }
    try {
      checkedUntil += bytes.remaining();
      checked.take(bytes);
      if (checkedUntil == digest.sizeBytes()) {
        checked.finish();
      }
    } catch (StoreException mismatch) {
      damaged.run();
      throw new IOException("blob " + digest.sha256() + ": damaged", mismatch);
    }
  }
}
