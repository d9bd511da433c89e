package io.orfeas.cache.store;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A finished result.
 *
 * @param info everything but the entries
 * @param entries all entries, in order
 */
public record StoredResult(ResultInfo info, List<Entry> entries) {
  /** Copies the list. */
  public StoredResult {
    entries = List.copyOf(entries);
  }

  /** The blobs of all entries, each once. */
  public Set<Digest> blobs() {
    return blobsOf(entries);
  }

  /** The blobs of these entries, each once. */
  public static Set<Digest> blobsOf(Collection<Entry> entries) {
    Set<Digest> blobs = new LinkedHashSet<>();
    entries.forEach(entry -> blobs.addAll(entry.blobs()));
    return blobs;
  }

  /** What these entries weigh, in bytes; without their blobs. */
  public static long weightOf(Collection<Entry> entries) {
    return entries.stream().mapToLong(Entry::weightBytes).sum();
  }
}
