package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/** Outlines of cut-outs, as the shells of all estimators have them. */
final class Outlines {
  private Outlines() {}

  /**
   * Signed distances to a cut-out's outline in object units, positive inside.
   *
   * @param side pixels per row and column, 16..1024
   */
  static float[] of(Cutout cutout, int side) {
    float[] coverage = CoverageGrid.resample(cutout.mask().coverage(), cutout.side(), side);
    CoverageGrid.lift(coverage);
    float[] distance = DistanceTransform.signed(coverage, side);
    float pixel = (float) (1 / (side * Cutout.FILL));
    for (int i = 0; i < distance.length; i++) {
      distance[i] *= pixel;
    }
    return distance;
  }
}
