package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final RgbaImage PICTURE =
      TestImages.draw(40, 24, (x, y) -> 0xFF000000 | x * 6 << 16 | y * 10 << 8 | (x ^ y));

  @Test
  void decode_noBytes_isEmpty() {
    assertRejected(new byte[0], Reason.EMPTY_IMAGE, "image: 0 bytes (expected: a PNG");
  }

  @Test
  void decode_text_isUnsupported() {
    assertRejected(
        "GIF89a or so".getBytes(StandardCharsets.US_ASCII),
        Reason.UNSUPPORTED_IMAGE_TYPE,
        "image: starts with 47 49 46 38 39 61 20 6f (expected: PNG, JPEG or WebP)");
  }

  @Test
  void decode_oneByte_isUnsupported() {
    assertRejected(new byte[] {1}, Reason.UNSUPPORTED_IMAGE_TYPE, "starts with 01");
  }

  @Test
  void decode_tooManyBytes_isTooLarge() {
    byte[] png = TestImages.png(PICTURE);
    ImageLimits limits = new ImageLimits(png.length - 1, 1000, 100);
    assertThatThrownBy(() -> ImageDecoder.decode(png, limits))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE))
        .hasMessage("image: %d bytes (expected: at most %d)".formatted(png.length, png.length - 1));
  }

  @Test
  void decode_tooManyPixels_isTooLarge() {
    ImageLimits limits = new ImageLimits(1 << 20, 40 * 24 - 1, 100);
    for (byte[] bytes : new byte[][] {TestImages.png(PICTURE), TestImages.jpeg(PICTURE)}) {
      assertThatThrownBy(() -> ImageDecoder.decode(bytes, limits))
          .hasMessage(
              "image: 40 x 24 pixels (expected: at most 959 pixels, each side at most 100)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quadrants-cmyk.jpg",
        "quadrants-progressive.jpg",
        "quadrants-lossless.webp",
        "quadrants-lossy.webp",
        "quadrants-lossless-alpha.webp",
        "quadrants-lossy-alpha.webp"
      })
  void decode_eachFile_givesItsQuadrants(String name) {
    RgbaImage image = ImageDecoder.decode(TestImages.file(name), ImageLimits.DEFAULT);

    assertThat(image.width()).isEqualTo(16);
    assertThat(image.height()).isEqualTo(12);
    assertNear(image.pixel(2, 2), 0xFFDC1E28);
    assertNear(image.pixel(13, 2), 0xFF1EA03C);
    assertNear(image.pixel(2, 9), 0xFF1428C8);
    assertNear(image.pixel(13, 9), name.contains("alpha") ? 0x00F0F0F0 : 0xFFF0F0F0);
  }

  @Test
  void decode_webpHeldSideways_isTurnedUpright() {
    RgbaImage image =
        ImageDecoder.decode(TestImages.file("quadrants-exif6.webp"), ImageLimits.DEFAULT);

    assertThat(image.width()).isEqualTo(12);
    assertThat(image.height()).isEqualTo(16);
    assertNear(image.pixel(2, 2), 0xFF1428C8);
    assertNear(image.pixel(9, 2), 0xFFDC1E28);
    assertNear(image.pixel(2, 13), 0xFFF0F0F0);
    assertNear(image.pixel(9, 13), 0xFF1EA03C);
  }

  @Test
  void decode_jpeg_isCloseToTheOriginal() {
    RgbaImage flat = TestImages.draw(33, 17, (x, y) -> 0xFF804020);
    RgbaImage image = ImageDecoder.decode(TestImages.jpeg(flat), ImageLimits.DEFAULT);
    for (int argb : image.argb()) {
      assertNear(argb, 0xFF804020);
    }
  }

  @Test
  void decode_greyJpeg_keepsItsSampleValues() {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    Arrays.fill(
        ((java.awt.image.DataBufferByte) grey.getRaster().getDataBuffer()).getData(), (byte) 90);
    RgbaImage image =
        ImageDecoder.decode(TestImages.encode("jpeg", grey, false), ImageLimits.DEFAULT);
    assertNear(image.pixel(8, 8), 0xFF5A5A5A);
  }

  @Test
  void decode_jpegHeldSideways_isTurnedUpright() {
    RgbaImage halves = TestImages.draw(32, 16, (x, y) -> x < 16 ? 0xFFE02020 : 0xFF2020E0);
    byte[] jpeg = withExif(TestImages.jpeg(halves), 8);

    RgbaImage image = ImageDecoder.decode(jpeg, ImageLimits.DEFAULT);

    assertThat(image.width()).isEqualTo(16);
    assertThat(image.height()).isEqualTo(32);
    assertNear(image.pixel(8, 4), 0xFF2020E0);
    assertNear(image.pixel(8, 28), 0xFFE02020);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quadrants-cmyk.jpg",
        "quadrants-progressive.jpg",
        "quadrants-lossless.webp",
        "quadrants-lossy.webp",
        "quadrants-lossy-alpha.webp"
      })
  void decode_everyTruncation_isRefused(String name) {
    byte[] whole = TestImages.file(name);
    // The first bytes tell the type; what is cut before them is of no type.
    for (int length = 12; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertRejected(part, Reason.UNREADABLE_IMAGE, "(expected: ");
    }
  }

  @Test
  void decode_jpegOfThousandScans_isRefused() {
    byte[] jpeg = TestImages.jpeg(PICTURE);
    byte[] bomb = Arrays.copyOf(jpeg, jpeg.length + 2000);
    for (int i = 0; i < 200; i++) {
      byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
      System.arraycopy(scan, 0, bomb, jpeg.length - 2 + 10 * i, scan.length);
    }
    assertRejected(bomb, Reason.UNREADABLE_IMAGE, "JPEG: over 64 scans (expected: at most 64)");
  }

  @Test
  void decode_losslessJpeg_isUnsupported() {
    byte[] jpeg = TestImages.jpeg(PICTURE);
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
        jpeg[i + 1] = (byte) 0xC3;
      }
    }
    assertRejected(jpeg, Reason.UNSUPPORTED_IMAGE_TYPE, "JPEG: frame type SOF3 (expected: SOF0");
  }

  /** Inserts an APP1 segment with one big-endian EXIF entry behind the start of image. */
  private static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] segment = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] out = new byte[jpeg.length + segment.length];
    System.arraycopy(jpeg, 0, out, 0, 2);
    System.arraycopy(segment, 0, out, 2, segment.length);
    System.arraycopy(jpeg, 2, out, 2 + segment.length, jpeg.length - 2);
    return out;
  }

  private static void assertRejected(byte[] bytes, Reason reason, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, ImageLimits.DEFAULT))
        .isInstanceOfSatisfying(
            ImageRejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static void assertNear(int argb, int expected) {
    for (int shift = 0; shift < 32; shift += 8) {
      assertThat(argb >>> shift & 0xFF)
          .as("%08x near %08x", argb, expected)
          .isBetween((expected >>> shift & 0xFF) - 14, (expected >>> shift & 0xFF) + 14);
    }
  }
}
