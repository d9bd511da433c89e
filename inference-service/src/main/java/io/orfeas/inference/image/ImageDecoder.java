package io.orfeas.inference.image;

import io.orfeas.inference.image.ImageRejectedException.Reason;

/**
 * Decodes pictures from untrusted bytes.
 *
 * <p>Reads PNG (all kinds), JPEG (also grey, CMYK and with colour profiles) and WebP (lossy,
 * lossless, with alpha), turns them upright by their EXIF orientation and converts to straight
 * 8-bit sRGB. The type follows from the first bytes alone. Size limits are checked on the header,
 * before memory is taken for pixels. A damaged or cut-off file is refused, never half decoded.
 */
public final class ImageDecoder {
  private ImageDecoder() {}

  /**
   * Decodes one picture.
   *
   * @param bytes the encoded picture
   * @param limits what is too large
   * @return the picture, upright
   * @throws ImageRejectedException EMPTY_IMAGE, UNSUPPORTED_IMAGE_TYPE, UNREADABLE_IMAGE or
   *     IMAGE_TOO_LARGE; nothing else is thrown, whatever the bytes are
   */
  public static RgbaImage decode(byte[] bytes, ImageLimits limits) {
    if (bytes.length == 0) {
      throw new ImageRejectedException(
          Reason.EMPTY_IMAGE, "image: 0 bytes (expected: a PNG, JPEG or WebP file)");
    }
    limits.checkBytes(bytes.length);
    return switch (ImageType.of(bytes)) {
      case PNG -> PngDecoder.decode(bytes, limits);
      case JPEG -> ReaderDecoder.decodeJpeg(bytes, limits);
      case WEBP -> ReaderDecoder.decodeWebp(bytes, limits);
    };
  }
}
