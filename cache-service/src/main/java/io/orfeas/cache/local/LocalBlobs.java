package io.orfeas.cache.local;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.Staged;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs on their way in and out: bytes move outside the lock, the tables change under it. */
final class LocalBlobs {
  private static final Logger logger = LoggerFactory.getLogger(LocalBlobs.class);

  private final StoreLimits limits;
  private final InstantSource clock;
  private final Guarded guarded;
  private final Decisions decisions;
  private final BlobTable table;
  private final Blobs bytes;

  LocalBlobs(
      StoreLimits limits,
      InstantSource clock,
      Guarded guarded,
      Decisions decisions,
      BlobTable table,
      Blobs bytes) {
    this.limits = limits;
    this.clock = clock;
    this.guarded = guarded;
    this.decisions = decisions;
    this.table = table;
    this.bytes = bytes;
  }

  boolean keep(Digest blob) {
    return guarded.step(
        () -> {
          boolean there = table.has(blob);
          if (there) {
            table.protect(blob, clock.instant());
          }
          return there;
        });
  }

  Upload upload(Digest blob) {
    if (blob.sizeBytes() > limits.maxBlobBytes()) {
      throw new StoreException(
          Reason.BLOB_TOO_LARGE,
          "size_bytes: %d (expected: 0..%d)".formatted(blob.sizeBytes(), limits.maxBlobBytes()));
    }
    guarded.run(() -> decisions.reserve(blob.sizeBytes()));
    try {
      return new LocalUpload(this, blob, bytes.stage(BlobName.of(blob)));
    } catch (IOException failed) {
      unreserve(blob);
      throw unavailable("upload", failed);
    }
  }

  Download open(String sha256) {
    Digest blob = guarded.step(() -> pin(sha256));
    Download opened = null;
    try {
      if (isIntact(blob)) {
        opened = new LocalDownload(this, blob, bytes.open(BlobName.of(blob)));
        return opened;
      }
      throw none(sha256);
    } catch (IOException failed) {
      throw unavailable("blob " + sha256, failed);
    } finally {
      if (opened == null) {
        unpin(blob);
      }
    }
  }

  Optional<Download> openHot(String sha256) {
    Optional<Digest> found =
        guarded.step(
            () -> {
              Optional<Digest> blob = table.find(sha256);
              blob.ifPresent(table::pin);
              return blob;
            });
    Optional<Download> opened = Optional.empty();
    try {
      if (found.isPresent()) {
        opened =
            bytes
                .openHot(BlobName.of(found.get()))
                .map(source -> new LocalDownload(this, found.get(), source));
      }
      return opened;
    } catch (IOException failed) {
      throw unavailable("blob " + sha256, failed);
    } finally {
      if (opened.isEmpty()) {
        found.ifPresent(this::unpin);
      }
    }
  }

  OptionalLong sizeBytes(String sha256) {
    return guarded
        .step(() -> table.find(sha256))
        .map(blob -> OptionalLong.of(blob.sizeBytes()))
        .orElseGet(OptionalLong::empty);
  }

  /** Checks blobs; drops one that is damaged, and what needs it. */
  boolean areIntact(Collection<Digest> blobs) {
    try {
      for (Digest blob : blobs) {
        if (!isIntact(blob)) {
          return false;
        }
      }
      return true;
    } catch (IOException failed) {
      throw unavailable("blobs", failed);
    }
  }

  /** Puts a verified blob in place; returns whether it had been there. */
  boolean place(Digest blob, Staged staged) throws IOException {
    try {
      return guarded.step(() -> placeNow(blob, staged));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  /** Makes a blob that was put in place, by whomever, durable there. */
  void sync(Digest blob) throws IOException {
    bytes.sync(BlobName.of(blob));
  }

  void unreserve(Digest blob) {
    guarded.run(() -> table.free(blob.sizeBytes()));
  }

  void unpin(Digest blob) {
    guarded.run(() -> table.unpin(blob, clock.instant()));
  }

  static StoreException unavailable(String what, IOException cause) {
    return new StoreException(
        Reason.UNAVAILABLE, what + ": failed (expected: a working disk)", cause);
  }

  private Digest pin(String sha256) {
    Digest found = table.find(sha256).orElseThrow(() -> none(sha256));
    table.pin(found);
    return found;
  }

  private boolean placeNow(Digest blob, Staged staged) {
    if (table.has(blob)) {
      table.protect(blob, clock.instant());
      table.free(blob.sizeBytes());
      return true;
    }
    try {
      staged.place();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    table.add(blob, clock.instant());
    return false;
  }

  /** A blob that was removed meanwhile is not intact either, but not damaged. */
  private boolean isIntact(Digest blob) throws IOException {
    if (bytes.isIntact(BlobName.of(blob))) {
      return true;
    }
    guarded.run(
        () -> {
          if (table.has(blob)) {
            logger.warn("blob {} is damaged or gone, and dropped", blob.sha256());
            decisions.dropDamaged(blob);
          }
        });
    return false;
  }

  private static StoreException none(String sha256) {
    return new StoreException(
        Reason.NOT_FOUND, "sha256: " + sha256 + " (expected: a blob that is stored)");
  }
}
