package io.orfeas.cache.blob;

import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;

/** Opens what replicas share. */
public final class SharedBlobs {
  private SharedBlobs() {}

  /**
   * Opens a folder or a bucket, with a hot tier before it.
   *
   * @param hotBytes of blobs to keep on the heap
   * @throws StoreException {@code UNAVAILABLE} when it cannot be used
   */
  public static Blobs open(BlobSettings settings, long hotBytes) {
    try {
      Blobs blobs =
          "s3".equals(settings.location().getScheme())
              ? S3Blobs.open(settings)
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
