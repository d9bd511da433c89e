package io.orfeas.inference.format;

import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.texture.TextureOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Chooses how a texture is stored, and reads stored textures back within limits. */
final class TextureCodec {
  /** Up to this many texels losslessness costs little; above, JPEG is several times smaller. */
  private static final int MAX_PNG_TEXELS = 512 * 512;

  private static final float JPEG_QUALITY = .9f;

  private static final int MAX_TEXELS = 2 * TextureOptions.MAX_SIDE * TextureOptions.MAX_SIDE;

  private static final String JDK_PNG = "com.sun.imageio.plugins.png.PNGImageReaderSpi";
  private static final String JDK_JPEG = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";

  private TextureCodec() {}

  /** Stores colours: small ones as PNG, large ones as JPEG. */
  static TextureFile encodeColor(RgbaImage image) {
    return image.width() * image.height() <= MAX_PNG_TEXELS
        ? encodeExact(image)
        : encodeSoon(image);
  }

  /** Stores colours that are looked at for a moment: as JPEG, which takes a third of the time. */
  static TextureFile encodeSoon(RgbaImage image) {
    return new TextureFile(TextureFile.JPEG, JpegEncoder.encode(image, JPEG_QUALITY));
  }

  /** Stores values that must survive bit by bit, as normals do. */
  static TextureFile encodeExact(RgbaImage image) {
    return new TextureFile(TextureFile.PNG, PngEncoder.encode(image));
  }

  /**
   * Reads a texture back. Memory is taken only after the declared size was checked.
   *
   * @throws IllegalArgumentException when the bytes are damaged, too large, or of another type
   */
  static RgbaImage decode(TextureFile file) {
    ImageReader reader = reader(file);
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.bytes()))) {
      reader.setInput(in, true, true);
      requireSize(reader.getWidth(0), reader.getHeight(0));
      return image(reader.read(0));
    } catch (IOException | RuntimeException e) {
      // Decoders answer damaged bytes with all sorts of unchecked exceptions.
      throw new IllegalArgumentException(
          "texture: unreadable (expected: a whole %s)".formatted(file.mediaType()), e);
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own codec, whatever others the class path holds. */
  private static ImageReader reader(TextureFile file) {
    String wanted = file.mediaType().equals(TextureFile.PNG) ? JDK_PNG : JDK_JPEG;
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(file.mediaType());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getOriginatingProvider().getClass().getName().equals(wanted)) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException(
        file.mediaType() + " reader: absent (expected: " + wanted + ")");
  }

  private static void requireSize(int width, int height) {
    if ((long) width * height > MAX_TEXELS) {
      throw new IllegalArgumentException(
          "texture: %d x %d (expected: at most %d texels)".formatted(width, height, MAX_TEXELS));
    }
  }

  private static RgbaImage image(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    return new RgbaImage(
        width, height, image.getRGB(0, 0, width, height, new int[width * height], 0, width));
  }
}
