package io.orfeas.inference.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes JPEG and WebP through a named ImageIO reader, never one found by scanning the class path.
 *
 * <p>Decoders meet hostile bytes with exceptions of every kind; all of them leave here as one.
 * Memory that ran out does not: a sound picture fails so too on a heap that others have filled.
 */
final class ReaderDecoder {
  private static final ImageReaderSpi JPEG = jpegProvider();
  private static final ImageReaderSpi WEBP = new WebPImageReaderSpi();

  private ReaderDecoder() {}

  /** The reader wraps the platform's own and asks a registry for it; it is not added to that. */
  private static ImageReaderSpi jpegProvider() {
    JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
    provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
    return provider;
  }

  static RgbaImage decodeJpeg(byte[] bytes, ImageLimits limits) {
    JpegOutline outline = JpegOutline.parse(bytes, limits);
    return outline.orientation().applyTo(read("JPEG", JPEG, bytes, limits));
  }

  static RgbaImage decodeWebp(byte[] bytes, ImageLimits limits) {
    WebpOutline outline = WebpOutline.parse(bytes, limits);
    return outline.orientation().applyTo(read("WebP", WEBP, bytes, limits));
  }

  static RgbaImage read(String type, ImageReaderSpi provider, byte[] bytes, ImageLimits limits) {
    try {
      return read(provider, bytes, limits);
    } catch (ImageRejectedException e) {
      throw e;
    } catch (OutOfMemoryError full) {
      if (isForWantOfMemory(full)) {
        throw full;
      }
      throw damaged(type, full);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(type, e);
    }
  }

  /**
   * The size was checked, so an array that no heap could hold means a decoder led astray by the
   * content. One that this heap could not hold now may be either; the picture is not blamed for it.
   */
  private static boolean isForWantOfMemory(OutOfMemoryError full) {
    return !String.valueOf(full.getMessage()).contains("exceeds VM limit");
  }

  private static ImageRejectedException damaged(String type, Throwable e) {
    return new ImageRejectedException(
        ImageRejectedException.Reason.UNREADABLE_IMAGE,
        type + ": content is damaged (expected: a complete picture): " + e.getMessage(),
        e);
  }

  private static RgbaImage read(ImageReaderSpi provider, byte[] bytes, ImageLimits limits)
      throws IOException {
    ImageReader reader = provider.createReaderInstance(null);
    try (ImageInputStream stream = new BytesImageInputStream(bytes)) {
      reader.setInput(stream, true, true);
      limits.checkSize(reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      return BufferedImages.toRgba(image);
    } finally {
      reader.dispose();
    }
  }
}
