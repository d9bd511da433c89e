package io.orfeas.telemetry.rollup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts observations until they are stored: one distribution per minute and series, in bounded
 * number. Not safe for concurrent use.
 */
public final class Accumulator {
  private final int limit;
  private final Map<Slot, Distribution> slots = new HashMap<>();

  /**
   * An empty one.
   *
   * @param limit most distributions to hold; observations that would need more are refused
   */
  public Accumulator(int limit) {
    this.limit = limit;
  }

  /** Counts an observation; false when that would need one distribution too many. */
  public boolean add(Observation observation) {
    Slot slot = new Slot(Resolution.MINUTE.floor(observation.epochSecond()), observation.series());
    Distribution distribution = slots.get(slot);
    if (distribution == null) {
      if (slots.size() >= limit) {
        return false;
      }
      distribution = new Distribution();
      slots.put(slot, distribution);
    }
    distribution.add(observation.value());
    return true;
  }

  /** Distributions held. */
  public int size() {
    return slots.size();
  }

  /** All that was counted, in every view and resolution. */
  public List<Rollup> rollups() {
    Map<RollupKey, Distribution> merged = new HashMap<>(slots.size() * 4);
    slots.forEach((slot, distribution) -> spread(slot, distribution, merged));
    List<Rollup> rollups = new ArrayList<>(merged.size());
    merged.forEach((key, distribution) -> rollups.add(new Rollup(key, distribution)));
    return rollups;
  }

  /** Forgets all that was counted. */
  public void clear() {
    slots.clear();
  }

  private static void spread(
      Slot slot, Distribution distribution, Map<RollupKey, Distribution> merged) {
    for (View view : slot.series.signal().views()) {
      Series projected = view.project(slot.series);
      for (Resolution resolution : Resolution.values()) {
        merged
            .computeIfAbsent(
                new RollupKey(resolution, view, resolution.floor(slot.minute), projected),
                key -> new Distribution())
            .merge(distribution);
      }
    }
  }

  private record Slot(long minute, Series series) {}
}
