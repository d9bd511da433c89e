package io.orfeas.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Tells when a system has warmed up: when its throughput has stopped to grow. What a pass brings
 * varies, so the best of the last passes is held against the best of those before.
 */
public final class Steadiness {
  private static final int PASSES = 5;
  private static final double GROWTH = 1.02;

  private final List<Double> throughputs = new ArrayList<>();

  /** Takes the throughput of one more pass; true when the last five grew by less than 2 %. */
  public boolean add(double perSecond) {
    throughputs.add(perSecond);
    int before = throughputs.size() - PASSES;
    return before > 0
        && Collections.max(throughputs.subList(before, throughputs.size()))
            < GROWTH * Collections.max(throughputs.subList(0, before));
  }
}
