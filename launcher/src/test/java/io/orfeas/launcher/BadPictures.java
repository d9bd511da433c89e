package io.orfeas.launcher;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Files that look like pictures and are none, or none to work with. */
final class BadPictures {
  private BadPictures() {}

  static byte[] text() {
    return "This is not a picture.\n".getBytes(StandardCharsets.UTF_8);
  }

  static byte[] onePixel() throws IOException {
    return png(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
  }

  static byte[] transparent() throws IOException {
    return png(new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB));
  }

  static byte[] truncated(byte[] picture) {
    return Arrays.copyOf(picture, picture.length / 2);
  }

  /** A PNG that says it is very large, with nothing behind it. */
  static byte[] declared(int width, int height) throws IOException {
    return pngOf(width, height, new byte[64]);
  }

  /** A small PNG whose pixel data unpacks to far more than its size needs. */
  static byte[] zipBomb() throws IOException {
    return pngOf(16, 16, new byte[256 << 20]);
  }

  private static byte[] pngOf(int width, int height, byte[] pixels) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 6, 0, 0, 0});
    chunk(file, "IHDR", header.toByteArray());
    chunk(file, "IDAT", deflated(pixels));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
