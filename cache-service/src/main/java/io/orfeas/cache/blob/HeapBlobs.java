package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Blobs on the heap: gone with the process. */
public final class HeapBlobs implements Blobs {
  private final ConcurrentMap<Digest, ByteBuffer> blobs = new ConcurrentHashMap<>();

  @Override
  public Staged stage(Digest digest) {
    return new HeapStaged(digest);
  }

  @Override
  public void sync(Digest digest) {
    // Nothing here survives a crash.
  }

  @Override
  public boolean isIntact(Digest digest) {
    return blobs.containsKey(digest);
  }

  @Override
  public Source open(Digest digest) throws IOException {
    ByteBuffer bytes = blobs.get(digest);
    if (bytes == null) {
      throw new NoSuchFileException(digest.sha256());
    }
    return new HeapSource(bytes);
  }

  @Override
  public void delete(Digest digest) {
    blobs.remove(digest);
  }

  @Override
  public Collection<Digest> list() {
    return List.copyOf(blobs.keySet());
  }

  @Override
  public void close() {
    blobs.clear();
  }

  private final class HeapStaged implements Staged {
    private final Digest digest;
    private final ByteArrayOutputStream bytes;

    HeapStaged(Digest digest) {
      this.digest = digest;
      bytes = new ByteArrayOutputStream(Math.toIntExact(Math.min(digest.sizeBytes(), 1 << 20)));
    }

    @Override
    public void write(ByteBuffer piece) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void seal() {
      // Nothing here survives a crash.
    }

    @Override
    public void place() {
      blobs.put(digest, ByteBuffer.wrap(bytes.toByteArray()));
    }

    @Override
    public void close() {
      // The collector frees it.
    }
  }
}
