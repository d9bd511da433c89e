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

/** Reads what the store keeps, and says what it means. */
final class Analyst {
  private final TelemetryStore store;
  private final VramBoard board;
  private final Losses losses;
  private final Clock clock;
  private final Duration retention;

  /**
   * An analyst.
   *
   * @param losses what was reported and not counted
   * @param retention for how long anything is kept
   */
  Analyst(TelemetryStore store, VramBoard board, Losses losses, Clock clock, Duration retention) {
    this.store = store;
    this.board = board;
    this.losses = losses;
    this.clock = clock;
    this.retention = retention;
  }

  GetPerformanceSummaryResponse summary(Question question) {
    Snapshot snapshot = new Snapshot();
    Selection selection = question.selection();
    store.read(question.window().slices(), selection.view(), selection, Signal.WORK, snapshot::add);
    Window window = question.window();
    return Summaries.of(snapshot, window).toBuilder()
        .setDroppedRecords(losses.total(Losses.Kind.OVERFLOW))
        .setLosses(losses.within(window.start(), window.until()))
        .build();
  }

  /**
   * What to change.
   *
   * @param summary of what is asked about
   */
  List<Recommendation> recommendations(GetPerformanceSummaryResponse summary, Question question) {
    return Advisor.advise(summary, Bottlenecks.of(summary), trends(question));
  }

  /** Of a window that reaches up to now, the last readings; of another, what is kept of it. */
  private List<VramDevice> trends(Question question) {
    Window window = question.window();
    String replica = question.selection().replica();
    return window.isLive() ? board.devices(replica) : timelines(window, replica).trends();
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
    GetVramTimelineResponse.Builder response =
        GetVramTimelineResponse.newBuilder().setResolution(resolution(points(window)));
    VramTimelines timelines = timelines(window, replica);
    if (!window.isLive()) {
      return response.addAllDevices(timelines.trends()).build();
    }
    for (VramDevice device : timelines.devices()) {
      VramDevice.Builder withTrend = device.toBuilder();
      board.trend(device.getReplica(), device.getDevice()).ifPresent(withTrend::setTrend);
      response.addDevices(withTrend);
    }
    return response.build();
  }

  private VramTimelines timelines(Window window, String replica) {
    VramTimelines timelines = new VramTimelines();
    Selection selection = new Selection("", 0, replica);
    store.read(List.of(points(window)), View.REPLICA, selection, Signal.DEVICES, timelines::add);
    return timelines;
  }

  PerformanceReport report(Question question) {
    GetPerformanceSummaryResponse summary = summary(question);
    Selection selection = question.selection();
    return PerformanceReport.newBuilder()
        .setCreateTime(ProtoTime.of(clock.instant()))
        .setSummary(summary)
        .addAllBottlenecks(Bottlenecks.of(summary))
        .addAllRecommendations(recommendations(summary, question))
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
