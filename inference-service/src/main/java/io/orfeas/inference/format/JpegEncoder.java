package io.orfeas.inference.format;

import io.orfeas.inference.image.RgbaImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes baseline JPEG files with the JDK's own codec, in memory, at a given quality.
 *
 * <p>The codec is chosen by name: other codecs on the class path would write other bytes.
 */
public final class JpegEncoder {
  private static final String JDK_WRITER = "com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi";

  private JpegEncoder() {}

  /**
   * Encodes a picture; alpha is ignored.
   *
   * @param quality 0 (smallest) to 1 (best)
   */
  public static byte[] encode(RgbaImage image, float quality) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(image.width() * image.height() / 8);
    ImageWriter writer = writer();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.write(null, new IIOImage(opaque(image), null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static BufferedImage opaque(RgbaImage image) {
    BufferedImage opaque =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) opaque.getRaster().getDataBuffer()).getData();
    System.arraycopy(image.argb(), 0, pixels, 0, pixels.length);
    return opaque;
  }

  private static ImageWriter writer() {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getOriginatingProvider().getClass().getName().equals(JDK_WRITER)) {
        return writer;
      }
      writer.dispose();
    }
    throw new IllegalStateException("JPEG writer: absent (expected: " + JDK_WRITER + ")");
  }
}
