package io.orfeas.cache.redis;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs on their way in and out. Redis knows which there are, who needs and who reads them; the
 * bytes lie under names that are never given twice, so whoever deletes old bytes, however late,
 * deletes nothing new.
 */
final class RedisBlobs {
  private static final Logger logger = LoggerFactory.getLogger(RedisBlobs.class);
  private static final Pattern TRASH = Pattern.compile("([0-9a-f]{64})\\.(\\d+)\\.(\\d+)");

  private final StoreLimits limits;
  private final Script script;
  private final Blobs bytes;

  RedisBlobs(StoreLimits limits, Script script, Blobs bytes) {
    this.limits = limits;
    this.script = script;
    this.bytes = bytes;
  }

  boolean keep(Digest blob) {
    return script.call("keep", blob.sha256(), blob.sizeBytes()).number(0) == 1;
  }

  Upload upload(Digest blob) {
    if (blob.sizeBytes() > limits.maxBlobBytes()) {
      throw new StoreException(
          Reason.BLOB_TOO_LARGE,
          "size_bytes: %d (expected: 0..%d)".formatted(blob.sizeBytes(), limits.maxBlobBytes()));
    }
    long generation = script.call("reserve", blob.sha256(), blob.sizeBytes()).number(0);
    BlobName name = new BlobName(blob, generation);
    try {
      return new RedisUpload(this, name, bytes.stage(name));
    } catch (IOException failed) {
      cancel(name);
      throw unavailable("upload", failed);
    }
  }

  Download open(String sha256) {
    Reply found = script.call("open", sha256);
    if (found.size() == 0) {
      throw none(sha256);
    }
    BlobName name = new BlobName(new Digest(sha256, found.number(0)), found.number(1));
    Download opened = null;
    try {
      if (!isIntact(name)) {
        throw none(sha256);
      }
      opened = new RedisDownload(this, name, bytes.open(name));
      return opened;
    } catch (IOException failed) {
      throw unavailable("blob " + sha256, failed);
    } finally {
      if (opened == null) {
        leave(name);
      }
    }
  }

  /** Checks blobs; drops one that is damaged, and what needs it. */
  boolean areIntact(Collection<BlobName> names) {
    try {
      for (BlobName name : names) {
        if (!isIntact(name)) {
          return false;
        }
      }
      return true;
    } catch (IOException failed) {
      throw unavailable("blobs", failed);
    }
  }

  /** Makes a blob known whose bytes are in place; returns whether it had been there. */
  boolean commit(BlobName name) throws IOException {
    bytes.sync(name);
    Digest blob = name.digest();
    return script.call("commit", blob.sha256(), blob.sizeBytes(), name.generation()).number(0) == 1;
  }

  void cancel(BlobName name) {
    script.send("cancel", name.digest().sha256(), name.digest().sizeBytes(), name.generation());
  }

  void leave(BlobName name) {
    script.send("close", name.digest().sha256(), name.generation());
  }

  /**
   * Deletes some of the bytes that no table knows any more. What fails is tried again later, by
   * whomever; it holds up no other, unless the storage is away.
   */
  void deleteTrash() {
    Reply names = script.call("trash");
    for (int i = 0; i < names.size() && bytes.isReachable(); i++) {
      try {
        bytes.delete(parse(names.text(i)));
        script.call("deleted", names.text(i));
      } catch (IOException failed) {
        logger.warn("bytes {} could not be deleted; it is tried again", names.text(i), failed);
      }
    }
  }

  /** Whether bytes can be moved now. */
  boolean isReachable() {
    return bytes.isReachable();
  }

  /** Looks whether bytes can be moved again, when they could not. */
  void tryAgain() {
    if (!bytes.isReachable()) {
      try {
        bytes.tryAgain();
      } catch (IOException away) {
        logger.debug("the blob storage is still away", away);
      }
    }
  }

  void close() {
    bytes.close();
  }

  static StoreException unavailable(String what, IOException cause) {
    return new StoreException(
        Reason.UNAVAILABLE, what + ": failed (expected: a working blob storage)", cause);
  }

  private boolean isIntact(BlobName name) throws IOException {
    if (bytes.isIntact(name)) {
      return true;
    }
    // Redis drops it only if this is still the upload it knows.
    script.call("damaged", name.digest().sha256(), name.generation());
    return false;
  }

  private static BlobName parse(String trash) {
    return Optional.of(TRASH.matcher(trash))
        .filter(Matcher::matches)
        .map(
            parts ->
                new BlobName(
                    new Digest(parts.group(1), Long.parseLong(parts.group(3))),
                    Long.parseLong(parts.group(2))))
        .orElseThrow(() -> new IllegalStateException("trash: " + trash + " (expected: a name)"));
  }

  private static StoreException none(String sha256) {
    return new StoreException(
        Reason.NOT_FOUND, "sha256: " + sha256 + " (expected: a blob that is stored)");
  }
}
