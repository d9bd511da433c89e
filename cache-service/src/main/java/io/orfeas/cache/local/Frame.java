package io.orfeas.cache.local;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a record stands in the log file: {@code magic(4) length(4) crc32c(4) body(length)},
 * big-endian; the checksum covers length and body. CRC32C because processors compute it in
 * hardware.
 */
final class Frame {
  static final int HEADER_BYTES = 12;

  /** "ORF" and the version of the format. */
  private static final int MAGIC = 0x4f52_4601;

  private Frame() {}

  static boolean isMagic(int word) {
    return word == MAGIC;
  }

  static byte[] wrap(byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .putInt(MAGIC)
        .putInt(body.length)
        .putInt(checksum(body))
        .put(body)
        .array();
  }

  /** The body of a whole frame at the buffer's position, which moves past it; else empty. */
  static Optional<byte[]> unwrap(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER_BYTES) {
      return Optional.empty();
    }
    int start = bytes.position();
    int magic = bytes.getInt();
    int length = bytes.getInt();
    int checksum = bytes.getInt();
    if (isMagic(magic) && length >= 0 && length <= bytes.remaining()) {
      byte[] body = new byte[length];
      bytes.get(body);
      if (checksum(body) == checksum) {
        return Optional.of(body);
      }
    }
    bytes.position(start);
    return Optional.empty();
  }

  private static int checksum(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, body.length));
    crc.update(body);
    return (int) crc.getValue();
  }
}
