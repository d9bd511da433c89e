package io.orfeas.cache.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a second process out of a folder; the system frees it when this process ends, however. */
final class FolderLock implements AutoCloseable {
  private final @Nullable RandomAccessFile file;

  private FolderLock(@Nullable RandomAccessFile file) {
    this.file = file;
  }

  /** For a store without a folder. */
  static FolderLock none() {
    return new FolderLock(null);
  }

  static FolderLock take(Path folder) throws IOException {
    RandomAccessFile file = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
    if (tryLock(file) == null) {
      file.close();
      throw new IOException(folder + ": in use by another process (expected: free)");
    }
    return new FolderLock(file);
  }

  private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
