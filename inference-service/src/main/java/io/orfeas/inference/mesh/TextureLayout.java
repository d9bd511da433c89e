package io.orfeas.inference.mesh;

import io.orfeas.inference.image.Cutout;

/**
 * Where the two charts lie in the atlas, and which part of the cutout each texel shows.
 *
 * <p>Both charts show the same window of the cutout, seen from the front and from behind: the back
 * chart runs from right to left, so that both are upright and unmirrored on the object and tangent
 * frames keep one handedness. Sides are powers of two, which every renderer and mip chain likes;
 * what the object does not need is filled with its own colours.
 *
 * @param cellWidth texels per row of one chart
 * @param cellHeight texels per column of one chart
 * @param stacked whether the back chart lies below the front chart rather than to its right
 * @param cutoutSide pixels per row and column of the cutout
 * @param originX left edge of the window, in cutout pixels; may be negative
 * @param originY top edge of the window, in cutout pixels; may be negative
 * @param scale cutout pixels per texel, at least 1
 */
record TextureLayout(
    int cellWidth,
    int cellHeight,
    boolean stacked,
    int cutoutSide,
    double originX,
    double originY,
    double scale) {

  /** Texels kept free around the object on each side, so that filtering stays inside a chart. */
  static final int GUTTER = 4;

  private static final int MIN_CELL = 16;

  /** The smallest layout that shows the whole mesh at the cutout's resolution, or at the limit. */
  static TextureLayout of(float[] positions, int cutoutSide, int maxChartSide) {
    double[] box = pictureBox(positions, cutoutSide);
    double width = box[2] - box[0];
    double height = box[3] - box[1];
    double scale = Math.max(1, Math.max(width, height) / (maxChartSide - 2.0 * GUTTER));
    int cellWidth = cell(width / scale, maxChartSide);
    int cellHeight = cell(height / scale, maxChartSide);
    double originX = (box[0] + box[2] - cellWidth * scale) / 2;
    double originY = (box[1] + box[3] - cellHeight * scale) / 2;
    if (scale == 1) { // whole pixels: texels are then the very pixels of the picture
      originX = Math.rint(originX);
      originY = Math.rint(originY);
    }
    return new TextureLayout(
        cellWidth, cellHeight, cellWidth > cellHeight, cutoutSide, originX, originY, scale);
  }

  int atlasWidth() {
    return stacked ? cellWidth : 2 * cellWidth;
  }

  int atlasHeight() {
    return stacked ? 2 * cellHeight : cellHeight;
  }

  /** Horizontal texture coordinate of object-unit {@code x} on a chart, in 0..1. */
  float u(float x, boolean front) {
    double texel = clamp((toPixelX(x, cutoutSide) - originX) / scale, cellWidth);
    double offset = front || stacked ? 0 : cellWidth;
    return (float) ((offset + (front ? texel : cellWidth - texel)) / atlasWidth());
  }

  /** Vertical texture coordinate of object-unit {@code y} on a chart, in 0..1, downwards. */
  float v(float y, boolean front) {
    double texel = clamp((toPixelY(y, cutoutSide) - originY) / scale, cellHeight);
    double offset = front || !stacked ? 0 : cellHeight;
    return (float) ((offset + texel) / atlasHeight());
  }

  private static double[] pictureBox(float[] positions, int side) {
    double infinity = Double.POSITIVE_INFINITY;
    double[] box = {infinity, infinity, -infinity, -infinity};
    for (int i = 0; i < positions.length; i += 3) {
      double px = toPixelX(positions[i], side);
      double py = toPixelY(positions[i + 1], side);
      box[0] = Math.min(box[0], px);
      box[1] = Math.min(box[1], py);
      box[2] = Math.max(box[2], px);
      box[3] = Math.max(box[3], py);
    }
    return box;
  }

  private static int cell(double texels, int max) {
    int needed = (int) Math.ceil(texels) + 2 * GUTTER;
    int power = Integer.highestOneBit(Math.max(MIN_CELL, needed) * 2 - 1);
    return Math.min(max, power);
  }

  private static double toPixelX(float x, int side) {
    return (x * Cutout.FILL + .5) * side;
  }

  private static double toPixelY(float y, int side) {
    return (.5 - y * Cutout.FILL) * side;
  }

  private static double clamp(double texel, int cell) {
    return Math.min(Math.max(texel, .5), cell - .5);
  }
}
