package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Finds shadows on the floor: background colours, darkened, that fade in without a step.
 *
 * <p>In L*a*b* a surface in shadow moves towards black, {@code (-16, 0, 0)}, along a straight line.
 * Every pixel gets the background colour whose line it is nearest to, and how far along it lies.
 * From lit background, the region grows where that fraction changes little from pixel to pixel:
 * also across the joints of a tiled floor, but not across the outline of a dark object. Cost:
 * O(pixels * colours).
 */
final class FloorShadow {
  /** Fractions of the lit colour: where growth starts, and the darkest shadow. */
  private static final float LIT = 0.92f;

  private static final float DARKEST = 0.45f;
  private static final float BRIGHTEST = 1.1f;
  private static final float MAX_STEP = 0.045f;

  /** Largest distance from the line to black, in Lab units. */
  private static final float MAX_OFF = 4;

  /** Shadows are looked for below this share of the height: above it a floor is unlikely. */
  private static final float HORIZON = 0.4f;

  private static final int BLACK = 16;

  /** Steps to the neighbours and over one pixel, as the joint of two tiles is a mixed colour. */
  private static final int[] DX = {1, -1, 0, 0, 2, -2, 0, 0};

  private static final int[] DY = {0, 0, 1, -1, 0, 0, 2, -2};

  private final LabImage image;
  private final float[] fraction;

  private FloorShadow(LabImage image) {
    this.image = image;
    fraction = new float[image.size()];
  }

  /**
   * Grows the floor into its shadows.
   *
   * @param image the picture
   * @param background the colours of the background
   * @param certain pixels that are background beyond doubt
   * @return true for the floor, lit or not
   */
  static boolean[] grow(LabImage image, ColorMixture background, boolean[] certain) {
    FloorShadow shadow = new FloorShadow(image);
    shadow.measure(background);
    return shadow.spread(certain);
  }

  private void measure(ColorMixture background) {
    float[] nearest = new float[fraction.length];
    Arrays.fill(nearest, MAX_OFF * MAX_OFF);
    int start = Math.round(HORIZON * image.height()) * image.width();
    for (int k = 0; k < background.count(); k++) {
      measure(
          background.mean(k, 0) + BLACK,
          background.mean(k, 1),
          background.mean(k, 2),
          start,
          nearest);
    }
  }

  private void measure(float litL, float litA, float litB, int start, float[] nearest) {
    float scale = 1 / (litL * litL + litA * litA + litB * litB);
    for (int i = start; i < fraction.length; i++) {
      float l = image.l()[i] + BLACK;
      float a = image.a()[i];
      float b = image.b()[i];
      float t = (l * litL + a * litA + b * litB) * scale;
      float dl = l - t * litL;
      float da = a - t * litA;
      float db = b - t * litB;
      float off = dl * dl + da * da + db * db;
      if (off < nearest[i] && t > DARKEST && t < BRIGHTEST) {
        nearest[i] = off;
        fraction[i] = t;
      }
    }
  }

  private boolean[] spread(boolean[] certain) {
    boolean[] reached = new boolean[fraction.length];
    IntQueue queue = new IntQueue(fraction.length);
    for (int i = 0; i < fraction.length; i++) {
      if (certain[i] && fraction[i] > LIT) {
        reached[i] = true;
        queue.add(i);
      }
    }
    while (!queue.isEmpty()) {
      int at = queue.poll();
      for (int d = 0; d < DX.length; d++) {
        int next = neighbour(at, d);
        if (next >= 0
            && !reached[next]
            && fraction[next] > 0
            && Math.abs(fraction[next] - fraction[at]) < MAX_STEP) {
          reached[next] = true;
          queue.add(next);
        }
      }
    }
    return reached;
  }

  private int neighbour(int at, int d) {
    int x = at % image.width() + DX[d];
    int y = at / image.width() + DY[d];
    boolean inside = x >= 0 && x < image.width() && y >= 0 && y < image.height();
    return inside ? y * image.width() + x : -1;
  }
}
