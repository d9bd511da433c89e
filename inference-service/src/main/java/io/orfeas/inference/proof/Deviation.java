package io.orfeas.inference.proof;

/** The largest difference seen so far between values that ought to be the same. */
final class Deviation {
  private int cases;
  private double largest;

  /** Takes note of a case; two values that are not numbers are the same. */
  void add(float[] ours, float[] theirs) {
    boolean comparable = ours.length == theirs.length;
    double most = comparable ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; comparable && i < ours.length; i++) {
      if (Float.floatToIntBits(ours[i]) != Float.floatToIntBits(theirs[i])) {
        double difference = Math.abs((double) ours[i] - theirs[i]);
        most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
    }
    note(most);
  }

  /** Takes note of a case of whole numbers. */
  void add(int[] ours, int[] theirs) {
    boolean comparable = ours.length == theirs.length;
    double most = comparable ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; comparable && i < ours.length; i++) {
      most = Math.max(most, Math.abs((double) ours[i] - theirs[i]));
    }
    note(most);
  }

  Parity of(String kernel, String sizes, double allowed) {
    return new Parity(kernel, cases, sizes, largest, allowed);
  }

  private void note(double difference) {
    cases++;
    largest = Math.max(largest, difference);
  }
}
