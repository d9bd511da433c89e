package io.orfeas.cache.local;

import io.orfeas.cache.blob.Source;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A blob that is being read, and pinned for as long. */
final class LocalDownload implements Download {
  private final LocalBlobs blobs;
  private final Digest blob;
  private final Source source;
  private final AtomicBoolean closed = new AtomicBoolean();

  LocalDownload(LocalBlobs blobs, Digest blob, Source source) {
    this.blobs = blobs;
    this.blob = blob;
    this.source = source;
  }

  @Override
  public long sizeBytes() {
    return blob.sizeBytes();
  }

  @Override
  public ByteBuffer read(long position, int max) {
    try {
      return source.read(position, max);
    } catch (IOException failed) {
      throw LocalBlobs.unavailable("blob " + blob.sha256(), failed);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      source.close();
      blobs.unpin(blob);
    }
  }
}
