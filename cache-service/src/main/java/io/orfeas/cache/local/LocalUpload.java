package io.orfeas.cache.local;

import io.orfeas.cache.blob.Staged;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes what it writes; the store's tables hear of it only when the hash is right. */
final class LocalUpload implements Upload {
  private final LocalBlobs blobs;
  private final Digest announced;
  private final Staged staged;
  private final MessageDigest hash = Digest.newHash();
  private long written;
  private boolean settled;

  LocalUpload(LocalBlobs blobs, Digest announced, Staged staged) {
    this.blobs = blobs;
    this.announced = announced;
    this.staged = staged;
  }

  @Override
  public void write(ByteBuffer bytes) {
    written += bytes.remaining();
    if (written > announced.sizeBytes()) {
      throw mismatch("more than " + announced.sizeBytes() + " bytes");
    }
    hash.update(bytes.duplicate());
    try {
      staged.write(bytes);
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("upload", failed);
    }
  }

  @Override
  public boolean commit() {
    Digest actual = Digest.of(hash, written);
    if (!actual.equals(announced)) {
      throw mismatch(actual.sha256() + " with " + written + " bytes");
    }
    try {
      staged.seal();
      boolean existed = blobs.place(announced, staged);
      settled = true;
      blobs.sync(announced);
      return existed;
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("upload", failed);
    }
  }

  @Override
  public void close() {
    staged.close();
    if (!settled) {
      settled = true;
      blobs.unreserve(announced);
    }
  }

  private StoreException mismatch(String actual) {
    return new StoreException(
        Reason.DIGEST_MISMATCH,
        "data: %s (expected: %s with %d bytes)"
            .formatted(actual, announced.sha256(), announced.sizeBytes()));
  }
}
