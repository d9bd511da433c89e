package io.orfeas.inference.image;

import java.util.Objects;

/**
 * A picture with straight (not premultiplied) 8-bit sRGB colour and alpha.
 *
 * <p>Layout: row-major from the top left, one {@code 0xAARRGGBB} int per pixel. The array is not
 * copied; whoever builds an image hands the array over and leaves it alone from then on.
 */
public final class RgbaImage {
  private final int width;
  private final int height;
  private final int[] argb;

  /**
   * Wraps pixels.
   *
   * @param width pixels per row, at least 1
   * @param height rows, at least 1
   * @param argb {@code width * height} pixels
   */
  public RgbaImage(int width, int height, int[] argb) {
    Objects.requireNonNull(argb, "argb");
    if (width < 1 || height < 1 || argb.length != (long) width * height) {
      throw new IllegalArgumentException(
          "pixels: " + argb.length + " (expected: " + width + " x " + height + ", both >= 1)");
    }
    this.width = width;
    this.height = height;
    this.argb = argb;
  }

  /** Pixels per row. */
  public int width() {
    return width;
  }

  /** Number of rows. */
  public int height() {
    return height;
  }

  /** The backing pixels, {@code 0xAARRGGBB}, row-major from the top left; read only by contract. */
  public int[] argb() {
    return argb;
  }

  /** The pixel at a place, {@code 0xAARRGGBB}. */
  public int pixel(int x, int y) {
    return argb[y * width + x];
  }
}
