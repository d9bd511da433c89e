package io.orfeas.inference.gpu.vram;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Learns how much memory stages really take. Peaks are kept per unit of work (a pixel, a cell, a
 * sample), so that one size teaches another.
 *
 * <p>The prediction is the greatest of the last {@link #MEMORY} peaks per unit, with a tenth on
 * top: predicting too little ends in the out-of-memory ladder, predicting too much waits. So much
 * that no wait would help is not predicted for long: {@link #doubt} forgets the peak it came from.
 * Safe for concurrent use.
 */
public final class PeakModel {
  /** Peaks remembered for each kind of work. */
  public static final int MEMORY = 32;

  private static final int KINDS = 256;
  private static final double HEADROOM = 1.1;

  private final Map<String, Peaks> kinds =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Peaks> eldest) {
          return size() > KINDS;
        }
      };

  /**
   * Bytes that work is likely to take at most.
   *
   * @param kind what is done, for example {@code classical/refined_mesh/fp32}
   * @param units size of the work; more than 0
   * @param firstGuess bytes, for as long as nothing was measured; more than 0
   */
  public synchronized long predict(String kind, long units, long firstGuess) {
    Peaks peaks = kinds.get(kind);
    return peaks == null ? firstGuess : Math.max(1, (long) (peaks.greatest() * units * HEADROOM));
  }

  /**
   * Takes note of a measured peak.
   *
   * @param peakBytes 0 is passed over: nothing was measured
   */
  public synchronized void learn(String kind, long units, long peakBytes) {
    if (peakBytes > 0) {
      kinds.computeIfAbsent(kind, unknown -> new Peaks()).add((double) peakBytes / units);
    }
  }

  /**
   * Forgets the greatest peak. Work that is refused for its size is not run, so nothing measured
   * would ever take the place of a peak that was too great. After the last one comes the first
   * guess again.
   */
  public synchronized void doubt(String kind) {
    Peaks peaks = kinds.get(kind);
    if (peaks != null && !peaks.forgetGreatest()) {
      kinds.remove(kind);
    }
  }

  /** Kinds of work that something is known of. */
  public synchronized int kinds() {
    return kinds.size();
  }

  private static final class Peaks {
    private final double[] perUnit = new double[MEMORY];
    private int next;

    void add(double value) {
      perUnit[next] = value;
      next = (next + 1) % MEMORY;
    }

    /** Whether any is left. */
    boolean forgetGreatest() {
      int at = 0;
      for (int i = 1; i < MEMORY; i++) {
        at = perUnit[i] > perUnit[at] ? i : at;
      }
      perUnit[at] = 0;
      return greatest() > 0;
    }

    double greatest() {
      double greatest = 0;
      for (double value : perUnit) {
        greatest = Math.max(greatest, value);
      }
      return greatest;
    }
  }
}
