package io.orfeas.inference.run;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays by name, the least recently used of which leave when there are too many bytes.
 *
 * <p>Plain recency on purpose: a file must still be there when the client that was just told of it
 * asks for it. Policies that weigh how often something was used may refuse what is new. Safe for
 * concurrent use.
 */
final class RecentFiles<K> {
  private final LinkedHashMap<K, byte[]> files = new LinkedHashMap<>(64, 0.75f, true);
  private final long maxBytes;
  private long bytes;

  /** Keeps up to so many bytes, and in any case the last file. */
  RecentFiles(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized byte @Nullable [] get(K name) {
    return files.get(name);
  }

  synchronized void put(K name, byte[] file) {
    byte[] before = files.put(name, file);
    bytes += file.length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = files.values().iterator();
    while (bytes > maxBytes && files.size() > 1) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
