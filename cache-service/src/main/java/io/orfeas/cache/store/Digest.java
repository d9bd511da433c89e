package io.orfeas.cache.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of immutable bytes.
 *
 * @param sha256 64 lower-case hexadecimal characters
 * @param sizeBytes length, 0 or more
 */
public record Digest(String sha256, long sizeBytes) {
  /** Checks the form. */
  public Digest {
    Hex.require("sha256", sha256);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("size_bytes: " + sizeBytes + " (expected: 0 or more)");
    }
  }

  /** The name of these bytes. */
  public static Digest of(byte[] bytes) {
    MessageDigest hash = newHash();
    hash.update(ByteBuffer.wrap(bytes));
    return new Digest(Hex.of(hash.digest()), bytes.length);
  }

  /** The name of {@code sizeBytes} bytes that went through {@code hash}. Resets the hash. */
  public static Digest of(MessageDigest hash, long sizeBytes) {
    return new Digest(Hex.of(hash.digest()), sizeBytes);
  }

  /** Checks a name that stands alone. */
  public static String requireSha256(String sha256) {
    return Hex.require("sha256", sha256);
  }

  /** A new SHA-256. */
  public static MessageDigest newHash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /** The 32 bytes of the hash. */
  public byte[] hashBytes() {
    return HexFormat.of().parseHex(sha256);
  }
}
