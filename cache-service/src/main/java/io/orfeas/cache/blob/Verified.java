package io.orfeas.cache.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orfeas.cache.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;

/**
 * Remembers which files had the right checksum, and when they were last changed then.
 *
 * <p>A file is hashed once; after that one look at its size and time tells whether it is still the
 * same. So a change from outside is found at the next look, and an untouched file costs nothing.
 * Bytes that change under the same time are found by {@link CheckedSource} when they are read.
 */
final class Verified {
  private static final int PIECE = 256 << 10;

  /** A name that is forgotten is hashed again; others may delete files of a shared folder. */
  private static final int MOST_NAMES = 200_000;

  private final Cache<BlobName, FileTime> checked =
      Caffeine.newBuilder().maximumSize(MOST_NAMES).build();

  /** Notes that a file was just written with the right bytes. */
  void note(BlobName name, Path file) throws IOException {
    checked.put(name, Files.getLastModifiedTime(file));
  }

  void forget(BlobName name) {
    checked.invalidate(name);
  }

  boolean isIntact(BlobName name, Path file) throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException gone) {
      forget(name);
      return false;
    }
    if (now.size() != name.digest().sizeBytes()) {
      return false;
    }
    if (now.lastModifiedTime().equals(checked.getIfPresent(name))) {
      return true;
    }
    if (!hash(file).equals(name.digest())) {
      return false;
    }
    checked.put(name, now.lastModifiedTime());
    return true;
  }

  private static Digest hash(Path file) throws IOException {
    MessageDigest hash = Digest.newHash();
    byte[] piece = new byte[PIECE];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        hash.update(piece, 0, n);
        size += n;
      }
    }
    return Digest.of(hash, size);
  }
}
