package io.orfeas.inference;

import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.inference.run.RecentFiles;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Digests of pictures. One that came lately is known again by its bytes, all of which are compared;
 * that runs at the speed of memory, many times that of SHA-256, which is a fifth of the work of an
 * answer from the cache.
 */
final class PictureDigests {
  /** Below this, hashing is as quick as looking up. */
  private static final int SMALL = 8 << 10;

  private final RecentFiles<Likeness, Known> recent;
  private final long most;

  /** What tells most pictures apart; two that share it take turns, and neither is mistaken. */
  private record Likeness(int length, long checksum) {
    static Likeness of(byte[] picture) {
      CRC32C sum = new CRC32C();
      sum.update(picture);
      return new Likeness(picture.length, sum.getValue());
    }
  }

  private record Known(byte[] picture, String sha256) {}

  /**
   * Remembers pictures.
   *
   * @param maxBytes how much of them; one larger than a quarter of that is not kept
   */
  PictureDigests(long maxBytes) {
    most = maxBytes / 4;
    recent = new RecentFiles<>(maxBytes, known -> known.picture().length);
  }

  /** Bytes of the pictures that are kept. */
  long bytes() {
    return recent.bytes();
  }

  /**
   * SHA-256 of a picture, 64 lower-case hexadecimal characters.
   *
   * @param picture may be kept, so it must not change any more
   */
  String of(byte[] picture) {
    if (picture.length < SMALL || picture.length > most) {
      return RequestKey.sha256(picture);
    }
    Likeness likeness = Likeness.of(picture);
    Known known = recent.get(likeness);
    if (known != null && Arrays.equals(known.picture(), picture)) {
      return known.sha256();
    }
    String sha256 = RequestKey.sha256(picture);
    recent.put(likeness, new Known(picture, sha256));
    return sha256;
  }
}
