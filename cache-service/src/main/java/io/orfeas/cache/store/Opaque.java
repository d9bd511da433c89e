package io.orfeas.cache.store;

import java.util.Arrays;

/** Bytes that the store keeps and does not look into. Equal when the bytes are. */
public final class Opaque {
  /** No bytes. */
  public static final Opaque EMPTY = new Opaque(new byte[0]);

  private final byte[] bytes;

  private Opaque(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps bytes, which the caller then leaves alone. */
  public static Opaque wrap(byte[] bytes) {
    return new Opaque(bytes);
  }

  /** The bytes themselves, not a copy: not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
