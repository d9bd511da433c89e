package io.orfeas.cache.redis;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Checked;
import io.orfeas.cache.blob.Staged;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Hashes what it writes; Redis hears of it only when the bytes are right and in place. */
final class RedisUpload implements Upload {
  private final RedisBlobs blobs;
  private final BlobName name;
  private final Staged staged;
  private final Checked checked;
  private boolean settled;

  RedisUpload(RedisBlobs blobs, BlobName name, Staged staged) {
    this.blobs = blobs;
    this.name = name;
    this.staged = staged;
    checked = new Checked(name.digest());
  }

  @Override
  public void write(ByteBuffer bytes) {
    checked.take(bytes);
    try {
      staged.write(bytes);
    } catch (IOException failed) {
      throw RedisBlobs.unavailable("upload", failed);
    }
  }

  @Override
  public boolean commit() {
    checked.finish();
    try {
      staged.seal();
      staged.place();
      boolean existed = blobs.commit(name);
      settled = true;
      return existed;
    } catch (IOException failed) {
      throw RedisBlobs.unavailable("upload", failed);
    }
  }

  @Override
  public void close() {
    staged.close();
    if (!settled) {
      settled = true;
      blobs.cancel(name);
    }
  }
}
