package io.orfeas.cache.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orfeas.cache.store.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Keeps the blobs that are read most on the heap, bounded by bytes, before slower ones.
 *
 * <p>A blob that is kept is read from below once and as a whole; every reader then gets views of
 * the same array, so a hot blob is not copied again. A long one passes through.
 */
public final class HotBlobs implements Blobs {
  /** A blob above this share of the tier would push out too much else. */
  private static final int MAX_SHARE = 8;

  private final Blobs below;
  private final long longest;
  private final Cache<Digest, ByteBuffer> hot;

  private HotBlobs(Blobs below, long bytes) {
    this.below = below;
    longest = Math.min(bytes / MAX_SHARE, Integer.MAX_VALUE - 8);
    hot =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Digest, ByteBuffer>weigher((digest, content) -> content.capacity() + 256)
            .build();
  }

  /** A tier of so many bytes; with 0, nothing is kept. */
  public static HotBlobs over(Blobs below, long bytes) {
    return new HotBlobs(below, bytes);
  }

  @Override
  public Staged stage(Digest digest) throws IOException {
    return below.stage(digest);
  }

  @Override
  public void sync(Digest digest) throws IOException {
    below.sync(digest);
  }

  @Override
  public boolean isIntact(Digest digest) throws IOException {
    boolean intact = below.isIntact(digest);
    if (!intact) {
      hot.invalidate(digest);
    }
    return intact;
  }

  @Override
  public Source open(Digest digest) throws IOException {
    if (digest.sizeBytes() > longest) {
      return below.open(digest);
    }
    ByteBuffer content = hot.getIfPresent(digest);
    if (content == null) {
      content = readWhole(digest);
      hot.put(digest, content);
    }
    return new HeapSource(content);
  }

  @Override
  public void delete(Digest digest) throws IOException {
    hot.invalidate(digest);
    below.delete(digest);
  }

  @Override
  public Collection<Digest> list() throws IOException {
    return below.list();
  }

  @Override
  public void close() {
    hot.invalidateAll();
    below.close();
  }

  private ByteBuffer readWhole(Digest digest) throws IOException {
    try (Source source = below.open(digest)) {
      return source.read(0, Math.toIntExact(digest.sizeBytes()));
    }
  }
}
