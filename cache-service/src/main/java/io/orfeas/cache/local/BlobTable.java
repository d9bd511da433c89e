package io.orfeas.cache.local;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which blobs there are, who needs them, and how many bytes are in use.
 *
 * <p>A blob stays while a result or a computation refers to it, while someone reads it, for a grace
 * time after its upload, in which it can be published, and for a while after a result with it was
 * given out. Not safe for concurrent use.
 */
final class BlobTable {
  private static final Logger logger = LoggerFactory.getLogger(BlobTable.class);

  private final Blobs blobs;
  private final Duration grace;
  private final Map<String, Held> held = new HashMap<>();
  private final Set<Held> orphans = new LinkedHashSet<>();
  private long usedBytes;

  BlobTable(Blobs blobs, Duration grace) {
    this.blobs = blobs;
    this.grace = grace;
  }

  long usedBytes() {
    return usedBytes;
  }

  int count() {
    return held.size();
  }

  /** Counts bytes as used: of an upload before it is written, or of an entry. */
  void use(long bytes) {
    usedBytes += bytes;
  }

  void free(long bytes) {
    usedBytes -= bytes;
  }

  boolean has(Digest digest) {
    Held found = held.get(digest.sha256());
    return found != null && found.digest.equals(digest);
  }

  Optional<Digest> find(String sha256) {
    return Optional.ofNullable(held.get(sha256)).map(found -> found.digest);
  }

  /** Adds a blob whose bytes are already counted as used. */
  void add(Digest digest, Instant now) {
    Held added = new Held(digest);
    held.put(digest.sha256(), added);
    orphans.add(added);
    added.keptUntil = now.plus(grace);
  }

  /** Keeps a blob for the grace time, whoever needs it. */
  void protect(Digest digest, Instant now) {
    held.get(digest.sha256()).keptUntil = now.plus(grace);
  }

  /** Adds references; with the first, the grace time of the upload has served its purpose. */
  void retain(Collection<Digest> digests) {
    for (Digest digest : digests) {
      Held found = held.get(digest.sha256());
      found.references++;
      found.keptUntil = Instant.MIN;
      orphans.remove(found);
    }
  }

  /** Drops references; what nothing needs then is removed at once. */
  void release(Collection<Digest> digests, Instant now) {
    for (Digest digest : digests) {
      Held found = held.get(digest.sha256());
      if (found != null) {
        found.references--;
        removeIfUnneeded(found, now);
      }
    }
  }

  /** Keeps blobs for those who were told of them, unless they were to be kept for longer. */
  void lend(Collection<Digest> digests, Instant until) {
    for (Digest digest : digests) {
      Held found = held.get(digest.sha256());
      if (found != null && found.lentUntil.isBefore(until)) {
        found.lentUntil = until;
      }
    }
  }

  /** Removes what stays only for those who were told of it. */
  void recall(Instant now) {
    for (Held orphan : List.copyOf(orphans)) {
      orphan.lentUntil = Instant.MIN;
      removeIfUnneeded(orphan, now);
    }
  }

  /** A reader came. */
  void pin(Digest digest) {
    held.get(digest.sha256()).readers++;
  }

  /** A reader left. */
  void unpin(Digest digest, Instant now) {
    Held found = held.get(digest.sha256());
    if (found != null) {
      found.readers--;
      removeIfUnneeded(found, now);
    }
  }

  boolean isRead(Collection<Digest> digests) {
    return digests.stream().map(digest -> held.get(digest.sha256())).anyMatch(Held::isRead);
  }

  /** Removes a blob whatever needs it: it is damaged. */
  void drop(Digest digest) {
    Held found = held.remove(digest.sha256());
    if (found != null) {
      orphans.remove(found);
      delete(found);
    }
  }

  /** Removes what nothing needs any more. */
  void collect(Instant now) {
    List.copyOf(orphans).forEach(orphan -> removeIfUnneeded(orphan, now));
  }

  private void removeIfUnneeded(Held found, Instant now) {
    if (found.references > 0) {
      return;
    }
    orphans.add(found);
    if (found.readers == 0 && !now.isBefore(found.keptUntil) && !now.isBefore(found.lentUntil)) {
      held.remove(found.digest.sha256());
      orphans.remove(found);
      delete(found);
    }
  }

  private void delete(Held gone) {
    usedBytes -= gone.digest.sizeBytes();
    try {
      blobs.delete(BlobName.of(gone.digest));
    } catch (IOException failed) {
      // The tables are right without it; the next start finds the file and collects it.
      logger.warn("blob {} could not be deleted", gone.digest.sha256(), failed);
    }
  }

  private static final class Held {
    private final Digest digest;
    private int references;
    private int readers;
    private Instant keptUntil = Instant.MIN;
    private Instant lentUntil = Instant.MIN;

    Held(Digest digest) {
      this.digest = digest;
    }

    boolean isRead() {
      return readers > 0;
    }
  }
}
