package io.orfeas.inference.image;

/**
 * How common each colour of a mixture is in the surroundings of a place.
 *
 * <p>Floors are not walls: a colour that is background in one corner says little about another one.
 * Counts pixels per component in cells of {@value #CELL} x {@value #CELL}, adds them up over a
 * window, and falls back to the shares of the whole picture where the window holds few. Cost:
 * O(pixels + cells * components).
 */
final class LocalShares {
  private static final int CELL = 4;

  /** Side of the window relative to the longest side of the picture. */
  private static final float WINDOW = 0.3f;

  /** Pixels' worth of belief in the shares of the whole picture. */
  private static final float PRIOR = 150;

  private static final float LEAST = 0.002f;

  private final int cellsWide;
  private final int width;
  private final float[][] penalty;

  private LocalShares(int width, int cellsWide, float[][] penalty) {
    this.width = width;
    this.cellsWide = cellsWide;
    this.penalty = penalty;
  }

  /**
   * Counts.
   *
   * @param component per pixel the component it belongs to, negative for none
   * @param width pixels per row
   * @param mixture the components and their shares overall
   */
  static LocalShares of(byte[] component, int width, ColorMixture mixture) {
    int height = component.length / width;
    int cellsWide = (width + CELL - 1) / CELL;
    int cellsHigh = (height + CELL - 1) / CELL;
    float[][] counts = new float[mixture.count()][cellsWide * cellsHigh];
    for (int i = 0; i < component.length; i++) {
      if (component[i] >= 0) {
        counts[component[i]][i / width / CELL * cellsWide + i % width / CELL]++;
      }
    }
    int radius = Math.max(1, Math.round(WINDOW * Math.max(cellsWide, cellsHigh) / 2));
    float[] total = new float[cellsWide * cellsHigh];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = BoxMean.sum(counts[k], cellsWide, radius);
      for (int c = 0; c < total.length; c++) {
        total[c] += counts[k][c];
      }
    }
    for (int k = 0; k < counts.length; k++) {
      float[] plane = counts[k];
      for (int c = 0; c < total.length; c++) {
        float share = (plane[c] + PRIOR * mixture.share(k)) / (total[c] + PRIOR);
        plane[c] = (float) -Math.log(share + LEAST);
      }
    }
    return new LocalShares(width, cellsWide, counts);
  }

  /** Writes {@code -log(share)} of a component at every pixel of a row. */
  void row(int k, int y, float[] out) {
    int start = y / CELL * cellsWide;
    for (int x = 0; x < width; x++) {
      out[x] = penalty[k][start + x / CELL];
    }
  }
}
