package io.orfeas.inference.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;

/** Conversion of decoded images to straight sRGB, through the data arrays where possible. */
final class BufferedImages {
  private BufferedImages() {}

  static RgbaImage toRgba(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] argb = new int[width * height];
    if (!isPlainBytes(image)) {
      BufferedImage srgb = isRgb(image) ? image : convert(image);
      srgb.getRGB(0, 0, width, height, argb, 0, width);
    } else if (image.getRaster().getNumBands() == 1) {
      copyGrey(image.getRaster(), argb);
    } else {
      copyColor(image.getRaster(), argb);
    }
    return new RgbaImage(width, height, argb);
  }

  /** Bytes of sRGB, or of grey, which files mean as sRGB too whatever Java calls it. */
  private static boolean isPlainBytes(BufferedImage image) {
    WritableRaster raster = image.getRaster();
    boolean grey =
        raster.getNumBands() == 1
            && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    boolean rgb = raster.getNumBands() >= 3 && image.getColorModel().getColorSpace().isCS_sRGB();
    return (grey || rgb)
        && raster.getDataBuffer() instanceof DataBufferByte
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && !image.isAlphaPremultiplied();
  }

  private static boolean isRgb(BufferedImage image) {
    return image.getColorModel().getColorSpace().isCS_sRGB();
  }

  private static BufferedImage convert(BufferedImage image) {
    BufferedImage srgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    return new ColorConvertOp(null).filter(image, srgb);
  }

  private static void copyGrey(WritableRaster raster, int[] argb) {
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    int width = raster.getWidth();
    for (int i = 0; i < argb.length; i++) {
      int at = i / width * model.getScanlineStride() + i % width * model.getPixelStride();
      argb[i] = 0xFF000000 | (data[at + model.getBandOffsets()[0]] & 0xFF) * 0x010101;
    }
  }

  private static void copyColor(WritableRaster raster, int[] argb) {
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    int[] band = model.getBandOffsets();
    boolean alpha = band.length > 3;
    int step = model.getPixelStride();
    for (int y = 0, to = 0; y < raster.getHeight(); y++) {
      int at = y * model.getScanlineStride();
      for (int x = 0; x < raster.getWidth(); x++, at += step) {
        int a = alpha ? data[at + band[3]] << 24 : 0xFF000000;
        argb[to++] =
            a
                | (data[at + band[0]] & 0xFF) << 16
                | (data[at + band[1]] & 0xFF) << 8
                | data[at + band[2]] & 0xFF;
      }
    }
  }
}
