package io.orfeas.cache.blob;

import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens what replicas share. */
public final class SharedBlobs {
  /** Calls to an object store at once: a third of the threads that answer calls. */
  private static final int S3_CALLS = 64;

  /** How long an object store is left alone after it kept failing. */
  private static final Duration S3_PAUSE = Duration.ofSeconds(1);

  private SharedBlobs() {}

  /**
   * Opens a folder or a bucket, with a hot tier before it.
   *
   * @param hotBytes of blobs to keep on the heap
   * @param metrics with {@code orfeas_s3_circuit_open} for a bucket
   * @throws StoreException {@code UNAVAILABLE} when it cannot be used
   */
  public static Blobs open(BlobSettings settings, long hotBytes, Metrics metrics) {
    try {
      Blobs blobs =
          "s3".equals(settings.location().getScheme())
              ? S3Blobs.open(settings, new Guard("s3", S3_CALLS, S3_PAUSE, metrics))
              : FileBlobs.shared(Path.of(settings.location().getPath()));
      return HotBlobs.over(blobs, hotBytes);
    } catch (IOException failed) {
      throw new StoreException(
          Reason.UNAVAILABLE,
          "blobs at %s: failed (expected: one that can be used)".formatted(settings.location()),
          failed);
    }
  }
}
