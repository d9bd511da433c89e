package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What happened in a stretch of time, merged over buckets, qualities, estimators and replicas. */
public final class Snapshot {
  private final Map<Measure, Distribution> measures = new HashMap<>();

  /** Adds what one rollup counted. */
  public void add(Rollup rollup) {
    var series = rollup.key().series();
    measures
        .computeIfAbsent(
            new Measure(series.signal(), series.name(), series.outcome()),
            measure -> new Distribution())
        .merge(rollup.distribution());
  }

  /** Everything of a signal, as one distribution. */
  Distribution all(Signal signal) {
    return by(signal, measure -> "").getOrDefault("", new Distribution());
  }

  /** A signal by name, in order. */
  SortedMap<String, Distribution> byName(Signal signal) {
    return by(signal, Measure::name);
  }

  /** A signal by outcome, in order. */
  SortedMap<String, Distribution> byOutcome(Signal signal) {
    return by(signal, Measure::outcome);
  }

  /** How many of a signal and name did not end {@code ok}. */
  long failures(Signal signal, String name) {
    return measures.entrySet().stream()
        .filter(entry -> entry.getKey().signal == signal && entry.getKey().name.equals(name))
        .filter(entry -> !entry.getKey().outcome.equals("ok"))
        .mapToLong(entry -> entry.getValue().count())
        .sum();
  }

  private SortedMap<String, Distribution> by(Signal signal, Function<Measure, String> group) {
    SortedMap<String, Distribution> groups = new TreeMap<>();
    measures.forEach(
        (measure, distribution) -> {
          if (measure.signal == signal) {
            groups
                .computeIfAbsent(group.apply(measure), name -> new Distribution())
                .merge(distribution);
          }
        });
    return groups;
  }

  private record Measure(Signal signal, String name, String outcome) {}
}
