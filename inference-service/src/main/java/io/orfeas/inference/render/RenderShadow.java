package io.orfeas.inference.render;

import io.orfeas.inference.format.ExportPlacement;
import io.orfeas.inference.mesh.TriangleMesh;

/**
 * The soft shadow of an object on the floor it stands on.
 *
 * <p>Idea: seen from above, each cell of the floor is darkened by how near the object hangs over
 * it; blurred a few times, that is the shadow of an overcast sky.
 *
 * <p>Layout: {@link #CELLS}² cells over a square of three times the object's longest side. Cost:
 * one box test per cell and triangle of the footprint, then three blurs.
 */
final class RenderShadow {
  private static final int CELLS = 192;
  private static final double EXTENT = 3;
  private static final double DARKEST = .62;
  private static final int[] BLURS = {2, 4, 7};

  /** Height above the floor, in longest sides, at which the darkening has fallen to a third. */
  private static final double REACH = .16;

  private final double left;
  private final double front;
  private final double cell;
  private final float[] darkness;

  private RenderShadow(double left, double front, double cell, float[] darkness) {
    this.left = left;
    this.front = front;
    this.cell = cell;
    this.darkness = darkness;
  }

  /** The shadow of a mesh on the plane through its lowest point. */
  static RenderShadow of(TriangleMesh mesh) {
    float[] box = ExportPlacement.boundingBox(mesh.positions());
    double size =
        Math.max(1e-6, Math.max(box[3] - box[0], Math.max(box[4] - box[1], box[5] - box[2])));
    double cell = size * EXTENT / CELLS;
    RenderShadow shadow =
        new RenderShadow(
            (box[0] + box[3] - size * EXTENT) / 2,
            (box[2] + box[5] - size * EXTENT) / 2,
            cell,
            new float[CELLS * CELLS]);
    for (int t = 0; t < mesh.triangles().length; t += 3) {
      shadow.addFootprint(mesh, t, box[1], size);
    }
    for (int radius : BLURS) {
      shadow.blur(radius, 1, CELLS);
      shadow.blur(radius, CELLS, 1);
    }
    return shadow;
  }

  /** How much of the light is missing at a place on the floor, 0..1. */
  double at(double x, double z) {
    double u = (x - left) / cell - .5;
    double v = (z - front) / cell - .5;
    if (!(u > 0 && v > 0 && u < CELLS - 1 && v < CELLS - 1)) {
      return 0;
    }
    int i = (int) v * CELLS + (int) u;
    double fu = u - (int) u;
    double fv = v - (int) v;
    double near = darkness[i] + fu * (darkness[i + 1] - darkness[i]);
    double far = darkness[i + CELLS] + fu * (darkness[i + CELLS + 1] - darkness[i + CELLS]);
    return near + fv * (far - near);
  }

  private void addFootprint(TriangleMesh mesh, int t, double floor, double size) {
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int corner = t; corner < t + 3; corner++) {
      for (int k = 0; k < 3; k++) {
        double value = mesh.positions()[3 * mesh.triangles()[corner] + k];
        low[k] = Math.min(low[k], value);
        high[k] = Math.max(high[k], value);
      }
    }
    float dark = (float) (DARKEST * Math.exp(-(low[1] - floor) / (REACH * size)));
    int lastX = (int) ((high[0] - left) / cell);
    int lastZ = (int) ((high[2] - front) / cell);
    for (int z = (int) ((low[2] - front) / cell); z <= lastZ; z++) {
      for (int x = (int) ((low[0] - left) / cell); x <= lastX; x++) {
        darkness[z * CELLS + x] = Math.max(darkness[z * CELLS + x], dark);
      }
    }
  }

  /** A running mean along rows ({@code step} 1) or columns ({@code step} {@link #CELLS}). */
  private void blur(int radius, int step, int stride) {
    float[] line = new float[CELLS];
    for (int start = 0; start < CELLS * stride; start += stride) {
      for (int i = 0; i < CELLS; i++) {
        line[i] = darkness[start + i * step];
      }
      float sum = 0;
      for (int i = -radius; i < CELLS; i++) {
        sum += i + radius < CELLS ? line[i + radius] : 0;
        sum -= i - radius - 1 >= 0 ? line[i - radius - 1] : 0;
        if (i >= 0) {
          darkness[start + i * step] = sum / (2 * radius + 1);
        }
      }
    }
  }
}
