package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.RgbaImage;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextureCodecTest {
  @Test
  void encodeExact_anyPicture_comesBackBitByBit() {
    Random random = new Random(4);
    for (int i = 0; i < 40; i++) {
      int width = 1 + random.nextInt(70);
      int height = 1 + random.nextInt(70);
      int alpha = i % 2 == 0 ? 0xFF000000 : 0;
      int smooth = random.nextInt(9);
      int[] pixels =
          random.ints((long) width * height).map(p -> p >> smooth & 0xFFF0F8FF | alpha).toArray();
      RgbaImage image = new RgbaImage(width, height, pixels);
      RgbaImage back = TextureCodec.decode(TextureCodec.encodeExact(image));
      assertThat(back.width()).isEqualTo(width);
      assertThat(back.argb()).isEqualTo(pixels);
    }
  }

  @Test
  void encodeExact_opaquePicture_savesTheAlphaChannel() {
    byte[] rgb = PngEncoder.encode(new RgbaImage(2, 2, new int[] {-1, -1, -1, -1}));
    byte[] rgba = PngEncoder.encode(new RgbaImage(2, 2, new int[] {-1, -1, -1, 0}));
    assertThat(rgb[25]).as("colour type").isEqualTo((byte) 2);
    assertThat(rgba[25]).as("colour type").isEqualTo((byte) 6);
  }

  @Test
  void encodeColor_largePicture_isJpegCloseToTheOriginal() {
    int[] pixels = new int[1024 * 512];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 0xFF000000 | (i & 1023) / 4 << 16 | (i >> 10) / 4 << 8 | 90;
    }
    TextureFile file = TextureCodec.encodeColor(new RgbaImage(1024, 512, pixels));
    assertThat(file.mediaType()).isEqualTo("image/jpeg");
    assertThat(file.bytes()).hasSizeLessThan(100_000);
    int[] back = TextureCodec.decode(file).argb();
    for (int i = 0; i < pixels.length; i += 97) {
      assertThat(back[i] >> 16 & 255).isCloseTo(pixels[i] >> 16 & 255, within(8));
      assertThat(back[i] >> 8 & 255).isCloseTo(pixels[i] >> 8 & 255, within(8));
    }
  }

  @Test
  void decode_declaredSizeTooLarge_isRefusedBeforeMemoryIsTaken() {
    byte[] png = PngEncoder.encode(new RgbaImage(1, 1, new int[1]));
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    assertThatThrownBy(() -> TextureCodec.decode(new TextureFile("image/png", png)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decode_anyMutation_succeedsOrIsRefused() {
    int[] pixels = new Random(5).ints(96 * 64).map(p -> p | 0xFF000000).toArray();
    RgbaImage image = new RgbaImage(96, 64, pixels);
    TextureFile png = TextureCodec.encodeExact(image);
    TextureFile jpeg = new TextureFile("image/jpeg", JpegEncoder.encode(image, .8f));
    Random random = new Random(6);
    for (int i = 0; i < 1000; i++) {
      TextureFile file = i % 2 == 0 ? png : jpeg;
      byte[] bytes = file.bytes().clone();
      bytes[random.nextInt(i % 4 < 2 ? 700 : bytes.length)] = (byte) random.nextInt(256);
      try {
        assertThat(TextureCodec.decode(new TextureFile(file.mediaType(), bytes))).isNotNull();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("expected");
      }
    }
  }

  @Test
  void decode_damagedPicture_isRefused() {
    TextureFile broken = new TextureFile("image/jpeg", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> TextureCodec.decode(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("texture: unreadable (expected: a whole image/jpeg)");
  }
}
