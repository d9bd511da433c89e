package io.orfeas.cache.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the blobs that are read most on the heap, bounded by bytes, before slower ones.
 *
 * <p>A blob that is kept is read from below once and as a whole; every reader then gets views of
 * the same array, so a hot blob is not copied again. A long one passes through.
 *
 * <p>What is on the heap is right whatever happens below. So whether the blob is still there is
 * looked at once a second, not at each read of it: that would be a system call for each.
 */
public final class HotBlobs implements Blobs {
  /** A blob above this share of the tier would push out too much else. */
  private static final int MAX_SHARE = 8;

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Blobs below;
  private final long longest;
  private final LongSupplier nanoTime;
  private final Cache<BlobName, Kept> hot;

  private HotBlobs(Blobs below, long bytes, LongSupplier nanoTime) {
    this.below = below;
    this.nanoTime = nanoTime;
    longest = Math.min(bytes / MAX_SHARE, Integer.MAX_VALUE - 8);
    hot =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<BlobName, Kept>weigher((name, kept) -> kept.content.capacity() + 256)
            .build();
  }

  /** A tier of so many bytes; with 0, nothing is kept. */
  public static HotBlobs over(Blobs below, long bytes) {
    return over(below, bytes, System::nanoTime);
  }

  static HotBlobs over(Blobs below, long bytes, LongSupplier nanoTime) {
    return new HotBlobs(below, bytes, nanoTime);
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
    Kept kept = hot.getIfPresent(name);
    if (kept == null) {
      kept = new Kept(readWhole(name), nanoTime.getAsLong());
      hot.put(name, kept);
    }
    return new HeapSource(kept.content);
  }

  @Override
  public Optional<Source> openHot(BlobName name) throws IOException {
    Kept kept = hot.getIfPresent(name);
    return kept != null && isThere(name, kept)
        ? Optional.of(new HeapSource(kept.content))
        : Optional.empty();
  }

  @Override
  public void delete(BlobName name) throws IOException {
    hot.invalidate(name);
    below.delete(name);
  }

  @Override
  public boolean isReachable() {
    return below.isReachable();
  }

  @Override
  public void tryAgain() throws IOException {
    below.tryAgain();
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

  private boolean isThere(BlobName name, Kept kept) throws IOException {
    long now = nanoTime.getAsLong();
    if (now - kept.nextLook < 0) {
      return true;
    }
    boolean intact = isIntact(name);
    if (intact) {
      kept.nextLook = now + LOOK_NANOS;
    }
    return intact;
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

  /** A blob's bytes, and when to look next whether it is intact below. */
  private static final class Kept {
    private final ByteBuffer content;
    private volatile long nextLook;

    Kept(ByteBuffer content, long nextLook) {
      this.content = content;
      this.nextLook = nextLook;
    }
  }
}
