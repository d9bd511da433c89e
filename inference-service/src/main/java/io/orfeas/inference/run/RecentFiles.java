package io.orfeas.inference.run;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Files by name, the least recently used of which leave when there are too many bytes.
 *
 * <p>Plain recency on purpose: a file must still be there when the client that was just told of it
 * asks for it. Policies that weigh how often something was used may refuse what is new. Safe for
 * concurrent use.
 *
 * @param <K> names
 * @param <V> files, with what is known of them
 */
public final class RecentFiles<K, V> {
  private final LinkedHashMap<K, V> files = new LinkedHashMap<>(64, 0.75f, true);
  private final long maxBytes;
  private final ToIntFunction<V> size;
  private long bytes;

  /**
   * Keeps up to so many bytes, and in any case the last file.
   *
   * @param size of a file in bytes
   */
  public RecentFiles(long maxBytes, ToIntFunction<V> size) {
    this.maxBytes = maxBytes;
    this.size = size;
  }

  /** The file of a name, if it is still here. */
  public synchronized @Nullable V get(K name) {
    return files.get(name);
  }

  /** Keeps a file, in the place of one of the same name. */
  public synchronized void put(K name, V file) {
    V before = files.put(name, file);
    bytes += size.applyAsInt(file) - (before == null ? 0 : size.applyAsInt(before));
    Iterator<V> oldest = files.values().iterator();
    while (bytes > maxBytes && files.size() > 1) {
      bytes -= size.applyAsInt(oldest.next());
      oldest.remove();
    }
  }

  /** Bytes of all files that are here. */
  public synchronized long bytes() {
    return bytes;
  }
}
