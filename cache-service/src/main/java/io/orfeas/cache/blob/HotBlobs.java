package io.orfeas.cache.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

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
  private final Cache<BlobName, ByteBuffer> hot;

  private HotBlobs(Blobs below, long bytes) {
    this.below = below;
    longest = Math.min(bytes / MAX_SHARE, Integer.MAX_VALUE - 8);
    hot =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<BlobName, ByteBuffer>weigher((name, content) -> content.capacity() + 256)
            .build();
  }

  /** A tier of so many bytes; with 0, nothing is kept. */
  public static HotBlobs over(Blobs below, long bytes) {
    return new HotBlobs(below, bytes);
  }

  @Override
  public Staged stage(BlobName name) throws IOException {
    return below.stage(name);
  }

  @Override
  public void sync(BlobName name) throws IOException {
    below.sync(name);
  }

  @Override
  public boolean isIntact(BlobName name) throws IOException {
    boolean intact = below.isIntact(name);
    if (!intact) {
      hot.invalidate(name);
    }
    return intact;
  }

  @Override
  public Source open(BlobName name) throws IOException {
    if (name.digest().sizeBytes() > longest) {
      return below.open(name);
    }
    ByteBuffer content = hot.getIfPresent(name);
    if (content == null) {
      content = readWhole(name);
      hot.put(name, content);
    }
    return new HeapSource(content);
  }

  @Override
  public Optional<Source> openHot(BlobName name) throws IOException {
    ByteBuffer content = hot.getIfPresent(name);
    return content != null && below.isIntact(name)
        ? Optional.of(new HeapSource(content))
        : Optional.empty();
  }

  @Override
  public void delete(BlobName name) throws IOException {
    hot.invalidate(name);
    below.delete(name);
  }

  @Override
  public Collection<BlobName> list() throws IOException {
    return below.list();
  }

  @Override
  public void close() {
    hot.invalidateAll();
    below.close();
  }

  private ByteBuffer readWhole(BlobName name) throws IOException {
    try (Source source = below.open(name)) {
      ByteBuffer first = source.read(0, Math.toIntExact(name.digest().sizeBytes()));
      return first.remaining() == name.digest().sizeBytes() ? first : readRest(source, first, name);
    }
  }

  private static ByteBuffer readRest(Source source, ByteBuffer first, BlobName name)
      throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(name.digest().sizeBytes())).put(first);
    while (all.hasRemaining()) {
      all.put(source.read(all.position(), all.remaining()));
    }
    return all.flip();
  }
}
