package io.orfeas.inference.image;

/** Unsigned integers out of a byte array; callers check the bounds. */
final class Bytes {
  private Bytes() {}

  static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  static int u16be(byte[] bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  static int u16le(byte[] bytes, int at) {
    return u8(bytes, at) | u8(bytes, at + 1) << 8;
  }

  static long u32be(byte[] bytes, int at) {
    return (long) u16be(bytes, at) << 16 | u16be(bytes, at + 2);
  }

  static long u32le(byte[] bytes, int at) {
    return u16le(bytes, at) | (long) u16le(bytes, at + 2) << 16;
  }

  /** Whether the four bytes at a place spell an ASCII chunk name. */
  static boolean isTag(byte[] bytes, int at, String name) {
    return u8(bytes, at) == name.charAt(0)
        && u8(bytes, at + 1) == name.charAt(1)
        && u8(bytes, at + 2) == name.charAt(2)
        && u8(bytes, at + 3) == name.charAt(3);
  }
}
