package io.orfeas.inference.image;

import io.orfeas.inference.image.ImageRejectedException.Reason;
import java.nio.charset.StandardCharsets;

/** The supported picture types, told apart by their first bytes alone. */
enum ImageType {
  PNG,
  JPEG,
  WEBP;

  private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] JPEG_MAGIC = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
  private static final byte[] RIFF_MAGIC = "RIFF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBP_MAGIC = "WEBP".getBytes(StandardCharsets.US_ASCII);
  private static final int SHOWN = 8;

  /** The type of an encoded picture; throws UNSUPPORTED_IMAGE_TYPE when it is none of them. */
  static ImageType of(byte[] bytes) {
    if (has(bytes, 0, PNG_MAGIC)) {
      return PNG;
    }
    if (has(bytes, 0, JPEG_MAGIC)) {
      return JPEG;
    }
    if (has(bytes, 0, RIFF_MAGIC) && has(bytes, 8, WEBP_MAGIC)) {
      return WEBP;
    }
    throw new ImageRejectedException(
        Reason.UNSUPPORTED_IMAGE_TYPE,
        "image: starts with " + start(bytes) + " (expected: PNG, JPEG or WebP)");
  }

  private static boolean has(byte[] bytes, int at, byte[] magic) {
    if (bytes.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static String start(byte[] bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
      hex.append(i == 0 ? "" : " ").append("%02x".formatted(bytes[i] & 0xFF));
    }
    return hex.toString();
  }
}
