package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers which files had the right checksum, and when they were last changed then.
 *
 * <p>A file is hashed once; after that one look at its size and time tells whether it is still the
 * same. So damage from outside is found at the next look, and an untouched file costs nothing.
 */
final class Verified {
  private static final int PIECE = 256 << 10;

  private final ConcurrentMap<Digest, FileTime> checked = new ConcurrentHashMap<>();

  /** Notes that a file was just written with the right bytes. */
  void note(Digest digest, Path file) throws IOException {
    checked.put(digest, Files.getLastModifiedTime(file));
  }

  void forget(Digest digest) {
    checked.remove(digest);
  }

  boolean isIntact(Digest digest, Path file) throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException gone) {
      forget(digest);
      return false;
    }
    if (now.size() != digest.sizeBytes()) {
      return false;
    }
    if (now.lastModifiedTime().equals(checked.get(digest))) {
      return true;
    }
    if (!hash(file).equals(digest)) {
      return false;
    }
    checked.put(digest, now.lastModifiedTime());
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
