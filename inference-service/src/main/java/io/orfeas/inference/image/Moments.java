package io.orfeas.inference.image;

/** Count, mean and covariance of colours, accumulated one by one. */
final class Moments {
  private static final int POWER_STEPS = 12;

  private int count;
  private double l;
  private double a;
  private double b;
  private double ll;
  private double la;
  private double lb;
  private double aa;
  private double ab;
  private double bb;

  void add(float valueL, float valueA, float valueB) {
    count++;
    l += valueL;
    a += valueA;
    b += valueB;
    ll += (double) valueL * valueL;
    la += (double) valueL * valueA;
    lb += (double) valueL * valueB;
    aa += (double) valueA * valueA;
    ab += (double) valueA * valueB;
    bb += (double) valueB * valueB;
  }

  int count() {
    return count;
  }

  /** Covariance times count, upper triangle: ll, la, lb, aa, ab, bb. */
  private double[] scatter() {
    double n = Math.max(1, count);
    return new double[] {
      ll - l * l / n, la - l * a / n, lb - l * b / n, aa - a * a / n, ab - a * b / n, bb - b * b / n
    };
  }

  /** Scatter along the main axis: how much is gained by splitting here. */
  double spread() {
    double[] s = scatter();
    double[] v = mainAxis();
    double x = s[0] * v[0] + s[1] * v[1] + s[2] * v[2];
    double y = s[1] * v[0] + s[3] * v[1] + s[4] * v[2];
    double z = s[2] * v[0] + s[4] * v[1] + s[5] * v[2];
    return x * v[0] + y * v[1] + z * v[2];
  }

  /** Unit vector of greatest scatter, by power iteration. */
  double[] mainAxis() {
    double[] s = scatter();
    double[] v = {0.8, 0.4, 0.45};
    for (int i = 0; i < POWER_STEPS; i++) {
      double x = s[0] * v[0] + s[1] * v[1] + s[2] * v[2];
      double y = s[1] * v[0] + s[3] * v[1] + s[4] * v[2];
      double z = s[2] * v[0] + s[4] * v[1] + s[5] * v[2];
      double length = Math.sqrt(x * x + y * y + z * z);
      if (length < 1e-12) {
        break;
      }
      v = new double[] {x / length, y / length, z / length};
    }
    return v;
  }

  /** Position of the mean along an axis. */
  double along(double[] axis) {
    return (l * axis[0] + a * axis[1] + b * axis[2]) / Math.max(1, count);
  }

  /**
   * Writes mean (3), inverse covariance (6), {@code -log(share) + log(det) / 2} and share.
   *
   * @param noise variance added to every axis
   * @param total samples of all components
   */
  void store(float[] to, int at, double noise, int total) {
    double n = Math.max(1, count);
    double[] s = scatter();
    double sll = s[0] / n + noise;
    double sla = s[1] / n;
    double slb = s[2] / n;
    double saa = s[3] / n + noise;
    double sab = s[4] / n;
    double sbb = s[5] / n + noise;
    double cll = saa * sbb - sab * sab;
    double cla = slb * sab - sla * sbb;
    double clb = sla * sab - slb * saa;
    double det = sll * cll + sla * cla + slb * clb;
    to[at] = (float) (l / n);
    to[at + 1] = (float) (a / n);
    to[at + 2] = (float) (b / n);
    to[at + 3] = (float) (cll / det);
    to[at + 4] = (float) (cla / det);
    to[at + 5] = (float) (clb / det);
    to[at + 6] = (float) ((sll * sbb - slb * slb) / det);
    to[at + 7] = (float) ((sla * slb - sll * sab) / det);
    to[at + 8] = (float) ((sll * saa - sla * sla) / det);
    to[at + 9] = (float) (0.5 * Math.log(det) - Math.log(n / total));
    to[at + 10] = (float) (n / total);
  }
}
