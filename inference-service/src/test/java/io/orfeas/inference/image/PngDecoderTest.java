package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngDecoderTest {

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "5,4", "8,8", "9,17", "64,33", "1,100", "100,1"})
  void decode_everyPlatformEncoding_equalsThePlatformsReader(int width, int height)
      throws IOException {
    Random random = new Random(width * 31L + height);
    RgbaImage image = TestImages.draw(width, height, (x, y) -> random.nextInt());
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_BYTE_BINARY
        }) {
      for (boolean interlaced : new boolean[] {false, true}) {
        byte[] png = TestImages.encode("png", TestImages.buffered(image, type), interlaced);
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(decode(png).argb())
            .isEqualTo(expected.getRGB(0, 0, width, height, null, 0, width));
      }
    }
  }

  @Test
  void decode_smoothPicture_equalsThePlatformsReader() throws IOException {
    RgbaImage image =
        TestImages.draw(200, 150, (x, y) -> (255 - x) << 24 | x << 16 | y << 8 | (x + y) / 2);
    byte[] png = TestImages.png(image);
    assertThat(decode(png).argb()).isEqualTo(image.argb());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void decode_eachFilter_undoesIt(int filter) {
    // Zero residuals behind a first pixel: every filter but "none" carries it on.
    byte[] rows = new byte[2 * (1 + 3 * 3)];
    rows[0] = (byte) filter;
    rows[1] = 100;
    rows[10] = (byte) filter;
    RgbaImage image = decode(new PngFixture().header(3, 2, 8, 2, 0).data(rows).end());
    int[] second = {0, 100, 0, 50, 100};
    int[] below = {0, 0, 100, 50, 100};
    assertThat(image.pixel(0, 0)).isEqualTo(0xFF640000);
    assertThat(image.pixel(1, 0)).isEqualTo(0xFF000000 | second[filter] << 16);
    assertThat(image.pixel(0, 1)).isEqualTo(0xFF000000 | below[filter] << 16);
  }

  @ParameterizedTest
  @CsvSource({
    "1,0xAA,0xFFFFFFFF,0xFF000000",
    "2,0x1B,0xFF000000,0xFF555555",
    "4,0x2F,0xFF222222,0xFFFFFFFF"
  })
  void decode_packedGrey_isStretched(int depth, String row, String first, String second) {
    byte packed = (byte) Integer.decode(row).intValue();
    RgbaImage image =
        decode(new PngFixture().header(2, 1, depth, 0, 0).data((byte) 0, packed).end());
    assertThat(image.pixel(0, 0)).isEqualTo((int) (long) Long.decode(first));
    assertThat(image.pixel(1, 0)).isEqualTo((int) (long) Long.decode(second));
  }

  @Test
  void decode_sixteenBit_isRounded() {
    byte[] row = {0, 0x12, (byte) 0xFF, 0x7F, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0x80, 0x00};
    RgbaImage image = decode(new PngFixture().header(1, 1, 16, 6, 0).data(row).end());
    assertThat(image.pixel(0, 0)).isEqualTo(0x80137FFF);
  }

  @Test
  void decode_greyWithAlpha_keepsBoth() {
    RgbaImage image =
        decode(new PngFixture().header(1, 1, 8, 4, 0).data((byte) 0, (byte) 90, (byte) 7).end());
    assertThat(image.pixel(0, 0)).isEqualTo(0x075A5A5A);
  }

  @Test
  void decode_paletteWithAlphas_appliesThem() {
    RgbaImage image =
        decode(
            new PngFixture()
                .header(2, 1, 4, 3, 0)
                .chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6})
                .chunk("tRNS", (byte) 9)
                .data((byte) 0, (byte) 0x01)
                .end());
    assertThat(image.argb()).containsExactly(0x09010203, 0xFF040506);
  }

  @Test
  void decode_transparentColor_isTransparent() {
    RgbaImage image =
        decode(
            new PngFixture()
                .header(2, 1, 8, 2, 0)
                .chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})
                .data((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 1, (byte) 2, (byte) 4)
                .end());
    assertThat(image.argb()).containsExactly(0x00010203, 0xFF010204);
  }

  @Test
  void decode_transparentGrey_isTransparent() {
    RgbaImage image =
        decode(
            new PngFixture()
                .header(2, 1, 8, 0, 0)
                .chunk("tRNS", new byte[] {0, 7})
                .data((byte) 0, (byte) 7, (byte) 8)
                .end());
    assertThat(image.argb()).containsExactly(0x00070707, 0xFF080808);
  }

  @Test
  void decode_orientation_isApplied() {
    byte[] exif = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0};
    RgbaImage image =
        decode(
            new PngFixture()
                .header(2, 1, 8, 0, 0)
                .chunk("eXIf", exif)
                .data((byte) 0, (byte) 1, (byte) 2)
                .end());
    assertThat(image.argb()).containsExactly(0xFF020202, 0xFF010101);
  }

  @Test
  void decode_everyTruncation_isRefused() {
    byte[] png = TestImages.png(TestImages.disc(20, 7, 0xFF102030, 0x00FFFFFF));
    for (int length = 8; length < png.length; length++) {
      assertUnreadable(Arrays.copyOf(png, length), "PNG: ends at byte " + length);
    }
  }

  @Test
  void decode_twentyThousandSquared_isTooLarge() {
    byte[] png = new PngFixture().header(20_000, 20_000, 8, 6, 0).data(new byte[100]).end();
    assertThatThrownBy(() -> decode(png))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE))
        .hasMessage(
            "image: 20000 x 20000 pixels"
                + " (expected: at most 64000000 pixels, each side at most 16384)");
  }

  @Test
  void decode_negativeSize_isTooLarge() {
    byte[] png = new PngFixture().header(-1, 1, 8, 6, 0).data((byte) 0).end();
    assertThatThrownBy(() -> decode(png)).hasMessageStartingWith("image: 4294967295 x 1 pixels");
  }

  @Test
  void decode_sizeWithoutData_isRefusedBeforePixelsAreAllocated() {
    byte[] png = new PngFixture().header(8_000, 8_000, 8, 6, 0).data(new byte[1000]).end();
    assertUnreadable(png, "(expected: enough for 8000 x 8000 pixels)");
  }

  @Test
  void decode_moreDataThanPixels_ignoresTheRest() {
    byte[] rows = new byte[8 << 20];
    rows[1] = 5;
    RgbaImage image = decode(new PngFixture().header(1, 1, 8, 0, 0).data(rows).end());
    assertThat(image.pixel(0, 0)).isEqualTo(0xFF050505);
  }

  @Test
  void decode_missingRows_isRefused() {
    byte[] png = new PngFixture().header(2, 3, 8, 0, 0).data(new byte[6]).end();
    assertUnreadable(png, "PNG: pixel data ends after 6 bytes");
  }

  @Test
  void decode_damagedZlib_isRefused() {
    byte[] png = new PngFixture().header(2, 1, 8, 0, 0).chunk("IDAT", new byte[40]).end();
    assertUnreadable(png, "PNG: pixel data is damaged");
  }

  @Test
  void decode_wrongChecksum_isRefused() {
    byte[] png = new PngFixture().header(2, 1, 8, 0, 0).data((byte) 0, (byte) 1, (byte) 2).end();
    png[20] ^= 1;
    assertUnreadable(png, "PNG: chunk at byte 8 has checksum");
  }

  @Test
  void decode_wrongDepth_isRefused() {
    byte[] png = new PngFixture().header(1, 1, 4, 2, 0).data(new byte[4]).end();
    assertUnreadable(png, "PNG: bit depth 4 with colour type 2");
  }

  @Test
  void decode_unknownFilter_isRefused() {
    byte[] png = new PngFixture().header(1, 1, 8, 0, 0).data((byte) 5, (byte) 0).end();
    assertUnreadable(png, "PNG: row filter 5 (expected: 0..4)");
  }

  @Test
  void decode_missingPalette_isRefused() {
    byte[] png = new PngFixture().header(1, 1, 8, 3, 0).data((byte) 0, (byte) 0).end();
    assertUnreadable(png, "PNG: palette of 0 bytes");
  }

  @Test
  void decode_indexBeyondPalette_isRefused() {
    byte[] png =
        new PngFixture()
            .header(1, 1, 8, 3, 0)
            .chunk("PLTE", new byte[3])
            .data((byte) 0, (byte) 1)
            .end();
    assertUnreadable(png, "PNG: palette index 1 (expected: below 1)");
  }

  private static RgbaImage decode(byte[] png) {
    return ImageDecoder.decode(png, ImageLimits.DEFAULT);
  }

  private static void assertUnreadable(byte[] png, String message) {
    assertThatThrownBy(() -> decode(png))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE_IMAGE))
        .hasMessageContaining(message);
  }
}
