package io.orfeas.cache.store;

import java.util.HexFormat;

/**
 * What a result is kept under: the SHA-256 of a request.
 *
 * @param hex 64 lower-case hexadecimal characters
 */
public record Key(String hex) {
  /** Checks the form; the message of the {@link IllegalArgumentException} says what is wrong. */
  public Key {
    Hex.require("key", hex);
  }

  /** From 32 bytes. */
  public static Key of(byte[] bytes) {
    return new Key(Hex.of(bytes));
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
