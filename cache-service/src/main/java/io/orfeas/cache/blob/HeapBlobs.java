package io.orfeas.cache.blob;

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
  private final ConcurrentMap<BlobName, ByteBuffer> blobs = new ConcurrentHashMap<>();

  @Override
  public Staged stage(BlobName name) {
    return new HeapStaged(name);
  }

  @Override
  public void sync(BlobName name) {
    // Nothing here survives a crash.
  }

  @Override
  public boolean isIntact(BlobName name) {
    return blobs.containsKey(name);
  }

  @Override
  public Source open(BlobName name) throws IOException {
    ByteBuffer bytes = blobs.get(name);
    if (bytes == null) {
      throw new NoSuchFileException(name.text());
    }
    return new HeapSource(bytes);
  }

  @Override
  public void delete(BlobName name) {
    blobs.remove(name);
  }

  @Override
  public Collection<BlobName> list() {
    return List.copyOf(blobs.keySet());
  }

  @Override
  public void close() {
    blobs.clear();
  }

  private final class HeapStaged implements Staged {
    private final BlobName name;
    private final ByteArrayOutputStream bytes;

    HeapStaged(BlobName name) {
      this.name = name;
      bytes =
          new ByteArrayOutputStream(Math.toIntExact(Math.min(name.digest().sizeBytes(), 1 << 20)));
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
      blobs.put(name, ByteBuffer.wrap(bytes.toByteArray()));
    }

    @Override
    public void close() {
      // The collector frees it.
    }
  }
}
