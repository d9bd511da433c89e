package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files of every type are decoded or rejected, never anything else. */
class ImageDecoderFuzzTest {
  private static final int ROUNDS = 3000;
  private static final ImageLimits LIMITS = new ImageLimits(1 << 16, 1 << 16, 1 << 10);
  private static final RgbaImage PICTURE =
      TestImages.draw(31, 17, (x, y) -> x * 8 << 24 | y * 15 << 16 | (x * y & 0xFF) << 8 | x);

  @Test
  void png_mutated_isDecodedOrRejected() {
    fuzz(TestImages.png(PICTURE), 1);
    fuzz(
        TestImages.encode(
            "png", TestImages.buffered(PICTURE, BufferedImage.TYPE_BYTE_INDEXED), true),
        2);
  }

  @Test
  void pngPixelData_mutatedBehindValidChecksums_isDecodedOrRejected() {
    Random random = new Random(3);
    byte[] rows = new byte[17 * (1 + 31 * 4)];
    random.nextBytes(rows);
    for (int i = 0; i < rows.length; i += 1 + 31 * 4) {
      rows[i] = (byte) random.nextInt(5);
    }
    byte[] packed = PngFixture.deflate(rows);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damage(packed, random);
      decode(new PngFixture().header(31, 17, 8, 6, 0).chunk("IDAT", damaged).end());
    }
  }

  @Test
  void pngHeader_random_isDecodedOrRejected() {
    Random random = new Random(4);
    byte[] data = PngFixture.deflate(new byte[4000]);
    for (int round = 0; round < ROUNDS; round++) {
      int[] depths = {1, 2, 4, 8, 16, random.nextInt(256)};
      decode(
          new PngFixture()
              .header(
                  random.nextInt(40) - 1,
                  random.nextInt(40) - 1,
                  depths[random.nextInt(depths.length)],
                  random.nextInt(8),
                  random.nextInt(3))
              .chunk("PLTE", new byte[random.nextInt(20)])
              .chunk("tRNS", new byte[random.nextInt(20)])
              .chunk("IDAT", data)
              .end());
    }
  }

  @Test
  void jpeg_mutated_isDecodedOrRejected() {
    fuzz(TestImages.jpeg(PICTURE), 5);
    fuzz(TestImages.file("quadrants-progressive.jpg"), 6);
    fuzz(TestImages.file("quadrants-cmyk.jpg"), 7);
  }

  @Test
  void webp_mutated_isDecodedOrRejected() {
    fuzz(TestImages.file("quadrants-lossless-alpha.webp"), 8);
    fuzz(TestImages.file("quadrants-lossy.webp"), 9);
    fuzz(TestImages.file("quadrants-lossy-alpha.webp"), 10);
    fuzz(TestImages.file("quadrants-exif6.webp"), 11);
  }

  private static void fuzz(byte[] valid, long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      decode(damage(valid, random));
    }
  }

  /** Changes some bytes, often to telling values, and sometimes cuts the end off. */
  private static byte[] damage(byte[] valid, Random random) {
    byte[] telling = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF, (byte) 0xDA, (byte) 0xC0, (byte) 0xC4};
    byte[] bytes = valid.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : telling[random.nextInt(telling.length)];
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static void decode(byte[] bytes) {
    try {
      RgbaImage image = ImageDecoder.decode(bytes, LIMITS);
      assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(LIMITS.maxPixels());
    } catch (ImageRejectedException e) {
      assertThat(e).hasMessageContaining("expected: ");
    }
  }
}
