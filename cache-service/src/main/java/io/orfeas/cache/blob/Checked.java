package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Compares bytes that come in pieces with what was announced. Used by one thread at a time. */
public final class Checked {
  private final Digest announced;
  private final MessageDigest hash = Digest.newHash();
  private long taken;

  /** Nothing taken yet. */
  public Checked(Digest announced) {
    this.announced = announced;
  }

  /**
   * Takes the next bytes, and leaves the buffer as it is.
   *
   * @throws StoreException {@code DIGEST_MISMATCH} when there are more than announced
   */
  public void take(ByteBuffer bytes) {
    taken += bytes.remaining();
    if (taken > announced.sizeBytes()) {
      throw mismatch("more than " + announced.sizeBytes() + " bytes");
    }
    hash.update(bytes.duplicate());
  }

  /**
   * Says that these were all.
   *
   * @throws StoreException {@code DIGEST_MISMATCH} when they are not those that were announced
   */
  public void finish() {
    Digest actual = Digest.of(hash, taken);
    if (!actual.equals(announced)) {
      throw mismatch(actual.sha256() + " with " + taken + " bytes");
    }
  }

  private StoreException mismatch(String actual) {
    return new StoreException(
        Reason.DIGEST_MISMATCH,
        "data: %s (expected: %s with %d bytes)"
            .formatted(actual, announced.sha256(), announced.sizeBytes()));
  }
}
