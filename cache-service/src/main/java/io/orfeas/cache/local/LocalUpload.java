package io.orfeas.cache.local;

import io.orfeas.cache.blob.Checked;
import io.orfeas.cache.blob.Staged;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Hashes what it writes; the store's tables hear of it only when the hash is right. */
final class LocalUpload implements Upload {
  private final LocalBlobs blobs;
  private final Digest announced;
  private final Staged staged;
  private final Checked checked;
  private boolean settled;

  LocalUpload(LocalBlobs blobs, Digest announced, Staged staged) {
    this.blobs = blobs;
    this.announced = announced;
    this.staged = staged;
    checked = new Checked(announced);
  }

  @Override
  public void write(ByteBuffer bytes) {
    checked.take(bytes);
    try {
      staged.write(bytes);
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("upload", failed);
    }
  }

  @Override
  public boolean commit() {
    checked.finish();
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
}
