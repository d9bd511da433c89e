package io.orfeas.cache.blob;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps bytes under their digest. Knows nothing of references, limits and time: those who use it
 * decide what comes and goes. Safe for use by many threads.
 */
public interface Blobs extends AutoCloseable {
  /** A place to write a blob to before it is known to be what it claims. */
  Staged stage(BlobName name) throws IOException;

  /** Makes a blob that was put in place survive a crash. */
  void sync(BlobName name) throws IOException;

  /**
   * Whether a blob is there with the bytes it should have. Its checksum is computed when it was not
   * written or checked by this process, or has changed since; otherwise this is cheap.
   */
  boolean isIntact(BlobName name) throws IOException;

  /**
   * Opens a blob; fails when it is not there. One that is read from front to back fails before its
   * last bytes when they are not all right, and is not intact from then on.
   */
  Source open(BlobName name) throws IOException;

  /** Opens a blob that is intact and on the heap, and so never waits; empty when it is not. */
  default Optional<Source> openHot(BlobName name) throws IOException {
    return Optional.empty();
  }

  /** Removes a blob; does nothing when there is none. What was opened can still be read. */
  void delete(BlobName name) throws IOException;

  /** Whether calls have a chance now. What lies elsewhere may be away for a while. */
  default boolean isReachable() {
    return true;
  }

  /** Makes a small call, to find out whether what could not be reached can be reached again. */
  default void tryAgain() throws IOException {
    // What is here is never away.
  }

  /** What is there; read once, at the start. */
  Collection<BlobName> list() throws IOException;

  @Override
  void close();
}
