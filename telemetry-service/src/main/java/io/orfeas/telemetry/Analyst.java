package io.orfeas.telemetry;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.analysis.Advisor;
import io.orfeas.telemetry.analysis.Bottlenecks;
import io.orfeas.telemetry.analysis.Snapshot;
import io.orfeas.telemetry.analysis.Summaries;
import io.orfeas.telemetry.analysis.VramTimelines;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.store.TelemetryStore;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.GetPerformanceTimelineResponse;
import io.orfeas.telemetry.v1.GetVramTimelineResponse;
import io.orfeas.telemetry.v1.PerformanceReport;
import io.orfeas.telemetry.v1.Recommendation;
import io.orfeas.telemetry.v1.VramDevice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Reads what the store keeps, and says what it means. */
final class Analyst {
  private final TelemetryStore store;
  private final VramBoard board;
  private final LongSupplier dropped;
  private final Clock clock;
  private final Duration retention;

  /**
   * An analyst.
   *
   * @param dropped records dropped since start
   * @param retention for how long anything is kept
   */
  Analyst(
      TelemetryStore store,
      VramBoard board,
      LongSupplier dropped,
      Clock clock,
      Duration retention) {
    this.store = store;
    this.board = board;
    this.dropped = dropped;
    this.clock = clock;
    this.retention = retention;
  }

  GetPerformanceSummaryResponse summary(Question question) {
    Snapshot snapshot = new Snapshot();
    Selection selection = question.selection();
    store.read(question.window().slices(), selection.view(), selection, Signal.WORK, snapshot::add);
    return Summaries.of(snapshot, question.window(), dropped.getAsLong());
  }

  List<Recommendation> recommendations(GetPerformanceSummaryResponse summary, Selection selection) {
    return Advisor.advise(summary, Bottlenecks.of(summary), board.devices(selection.replica()));
  }

  GetPerformanceTimelineResponse timeline(Question question) {
    Slice points = points(question.window());
    Selection selection = question.selection();
    SortedMap<Long, Snapshot> buckets = new TreeMap<>();
    store.read(
        List.of(points),
        selection.view(),
        selection,
        Signal.WORK,
        rollup ->
            buckets.computeIfAbsent(rollup.key().start(), start -> new Snapshot()).add(rollup));
    GetPerformanceTimelineResponse.Builder timeline =
        GetPerformanceTimelineResponse.newBuilder().setResolution(resolution(points));
    buckets.forEach(
        (start, bucket) ->
            timeline.addPoints(Summaries.point(bucket, Instant.ofEpochSecond(start))));
    return timeline.build();
  }

  GetVramTimelineResponse vram(Window window, String replica) {
    Slice points = points(window);
    VramTimelines timelines = new VramTimelines();
    Selection selection = new Selection("", 0, replica);
    store.read(List.of(points), View.REPLICA, selection, Signal.DEVICES, timelines::add);
    GetVramTimelineResponse.Builder response =
        GetVramTimelineResponse.newBuilder().setResolution(resolution(points));
    for (VramDevice device : timelines.devices()) {
      VramDevice.Builder withTrend = device.toBuilder();
      board.trend(device.getReplica(), device.getDevice()).ifPresent(withTrend::setTrend);
      response.addDevices(withTrend);
    }
    return response.build();
  }

  PerformanceReport report(Question question) {
    GetPerformanceSummaryResponse summary = summary(question);
    Selection selection = question.selection();
    return PerformanceReport.newBuilder()
        .setCreateTime(ProtoTime.of(clock.instant()))
        .setSummary(summary)
        .addAllBottlenecks(Bottlenecks.of(summary))
        .addAllRecommendations(recommendations(summary, selection))
        .setTimeline(timeline(question))
        .setVram(vram(question.window(), selection.replica()))
        .setEstimator(selection.estimator())
        .setQuality(selection.quality())
        .setReplica(selection.replica())
        .build();
  }

  /** The memory trend of each device of a replica, or of all where it is blank. */
  List<VramDevice> devices(String replica) {
    return board.devices(replica);
  }

  private Slice points(Window window) {
    return window.points(clock.instant(), retention);
  }

  private static com.google.protobuf.Duration resolution(Slice points) {
    return ProtoTime.of(Duration.ofSeconds(points.resolution().seconds()));
  }
}
