package io.orfeas.cache.redis;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Source;
import io.orfeas.cache.store.Download;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A blob that is being read; Redis knows, so that no replica deletes it meanwhile. */
final class RedisDownload implements Download {
  private final RedisBlobs blobs;
  private final BlobName name;
  private final Source source;
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisDownload(RedisBlobs blobs, BlobName name, Source source) {
    this.blobs = blobs;
    this.name = name;
    this.source = source;
  }

  @Override
  public long sizeBytes() {
    return name.digest().sizeBytes();
  }

  @Override
  public ByteBuffer read(long position, int max) {
    try {
      return source.read(position, max);
    } catch (IOException failed) {
      throw RedisBlobs.unavailable("blob " + name.digest().sha256(), failed);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      source.close();
      blobs.leave(name);
    }
  }
}
