package io.orfeas.inference.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.IntBinaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures for tests, drawn by formula, and their encodings by the platform's writers. */
final class TestImages {
  private TestImages() {}

  /** A picture whose pixel {@code (x, y)} is {@code argb.applyAsInt(x, y)}. */
  static RgbaImage draw(int width, int height, IntBinaryOperator argb) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = argb.applyAsInt(i % width, i / width);
    }
    return new RgbaImage(width, height, pixels);
  }

  /** A disc of one colour before another one. */
  static RgbaImage disc(int side, double radius, int object, int background) {
    return draw(
        side,
        side,
        (x, y) ->
            Math.hypot(x + .5 - side / 2.0, y + .5 - side / 2.0) < radius ? object : background);
  }

  /** Overlap of a mask with a true shape given as alpha. */
  static double overlap(ForegroundMask mask, RgbaImage truth) {
    int both = 0;
    int either = 0;
    for (int i = 0; i < truth.argb().length; i++) {
      boolean is = truth.argb()[i] < 0;
      boolean found = mask.coverage()[i] >= 0.5f;
      both += is && found ? 1 : 0;
      either += is || found ? 1 : 0;
    }
    return (double) both / either;
  }

  static BufferedImage buffered(RgbaImage image, int type) {
    BufferedImage out = new BufferedImage(image.width(), image.height(), type);
    out.setRGB(0, 0, image.width(), image.height(), image.argb(), 0, image.width());
    return out;
  }

  static byte[] png(RgbaImage image) {
    return encode("png", buffered(image, BufferedImage.TYPE_INT_ARGB), false);
  }

  static byte[] jpeg(RgbaImage image) {
    return encode("jpeg", buffered(image, BufferedImage.TYPE_INT_RGB), false);
  }

  static byte[] encode(String format, BufferedImage image, boolean progressive) {
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /**
   * A file beside this class: 16 x 12 pixels in four quadrants, red, green, blue and white (from
   * the top left, row by row). Written once with Pillow ({@code Image.save}), since the platform
   * writes neither WebP nor CMYK; "alpha" files have a transparent last quadrant, "exif6" carries
   * the orientation 6.
   */
  static byte[] file(String name) {
    try (InputStream stream = TestImages.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("resource: " + name + " (expected: a file)");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
