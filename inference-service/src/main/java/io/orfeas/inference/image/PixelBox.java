package io.orfeas.inference.image;

import io.orfeas.inference.image.ImageRejectedException.Reason;

/** The smallest rectangle around an object, in whole pixels. */
record PixelBox(int left, int top, int width, int height) {
  static final float COVERED = 0.5f;

  /** The box of all pixels covered by half; throws NO_FOREGROUND when there is none. */
  static PixelBox of(ForegroundMask mask) {
    int left = mask.width();
    int right = -1;
    int top = mask.height();
    int bottom = -1;
    float[] coverage = mask.coverage();
    for (int y = 0, i = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++, i++) {
        if (coverage[i] >= COVERED) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    if (right < 0) {
      throw new ImageRejectedException(
          Reason.NO_FOREGROUND, "mask: no pixel covered by half (expected: at least one)");
    }
    return new PixelBox(left, top, right - left + 1, bottom - top + 1);
  }

  double centerX() {
    return left + width / 2.0;
  }

  double centerY() {
    return top + height / 2.0;
  }
}
