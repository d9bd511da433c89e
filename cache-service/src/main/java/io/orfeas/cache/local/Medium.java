package io.orfeas.cache.local;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.blob.HeapBlobs;
import io.orfeas.cache.blob.HotBlobs;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a store is kept in. The store's rules are the same on the heap and in a folder; only here it
 * is said what differs.
 *
 * @param name of the store, for people
 * @param journal of its decisions
 * @param bytes of its blobs
 * @param lock held for as long as the store is open
 */
record Medium(String name, Journal journal, Blobs bytes, FolderLock lock) {
  /** How much less of the results than of the blobs is kept on the heap. */
  private static final int RESULTS_SHARE = 8;

  /** Ends with the process. */
  static Medium heap() {
    return new Medium("memory", new HeapJournal(), new HeapBlobs(), FolderLock.none());
  }

  /**
   * A folder, with what is used most on the heap beside it.
   *
   * @param lock of the folder, taken
   */
  static Medium folder(Path path, FolderLock lock, long hotBytes) throws IOException {
    return new Medium(
        "disk",
        FileJournal.open(path, hotBytes / RESULTS_SHARE),
        HotBlobs.over(FileBlobs.exclusive(path), hotBytes),
        lock);
  }
}
