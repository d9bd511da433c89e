package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.RollupKey;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.View;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** What happened, in tests. */
final class Fixtures {
  private static final Instant NOW = Instant.parse("2026-03-15T14:00:00Z");

  private final Snapshot snapshot = new Snapshot();

  /** Runs of a stage that took so long each. */
  Fixtures stage(String name, String outcome, int runs, double seconds) {
    return add(Signal.STAGE, name, outcome, runs, seconds);
  }

  /** Requests that took so long each. */
  Fixtures requests(String cache, String outcome, int count, double seconds) {
    return add(Signal.REQUEST, cache, outcome, count, seconds);
  }

  /** Waits in the queue that took so long each. */
  Fixtures waits(int count, double seconds) {
    return add(Signal.QUEUE_WAIT, "", "", count, seconds);
  }

  /** Peaks of device memory of a stage. */
  Fixtures peaks(String stage, int count, double bytes) {
    return add(Signal.STAGE_VRAM, stage, "ok", count, bytes);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The summary of an hour in which that happened. */
  GetPerformanceSummaryResponse summary() {
    Window hour = Window.back(NOW, Duration.ofHours(1), NOW, Duration.ofDays(30));
    return Summaries.of(snapshot, hour);
  }

  private Fixtures add(Signal signal, String name, String outcome, int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    Series series = new Series(signal, name, outcome, 0, "", "");
    snapshot.add(
        new Rollup(
            new RollupKey(Resolution.MINUTE, View.TOTAL, 0, series), Distribution.of(values)));
    return this;
  }
}
