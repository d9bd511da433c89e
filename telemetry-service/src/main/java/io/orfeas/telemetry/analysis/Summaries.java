package io.orfeas.telemetry.analysis;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.v1.CacheOutcome;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.LatencySummary;
import io.orfeas.telemetry.v1.PerformancePoint;
import io.orfeas.telemetry.v1.StageSummary;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums up what happened. */
public final class Summaries {
  private static final Set<String> FROM_CACHE = Set.of("hit", "joined");

  /** Requests that were no generations of their own, or were refused before they became one. */
  private static final Set<String> CACHE_NOT_ASKED = Set.of("resumed", "none");

  private Summaries() {}

  /**
   * The summary of a window.
   *
   * @param snapshot what happened in it
   * @param window which it was
   */
  public static GetPerformanceSummaryResponse of(Snapshot snapshot, Window window) {
    SortedMap<String, Distribution> byCache = snapshot.byName(Signal.REQUEST);
    SortedMap<String, Distribution> asked = asked(byCache);
    long requests = count(byCache);
    GetPerformanceSummaryResponse.Builder summary =
        GetPerformanceSummaryResponse.newBuilder()
            .setWindow(ProtoTime.of(window.length()))
            .setStartTime(ProtoTime.of(Instant.ofEpochSecond(window.start())))
            .setRequests(requests)
            .setErrorRate(share(outcome(snapshot, "error"), requests))
            .setCancelledRequests(outcome(snapshot, "cancelled"))
            .setRequestsPerSecond((double) requests / window.length().toSeconds())
            .setCacheShare(share(fromCache(asked), count(asked)))
            .setTotal(latency(merged(asked)))
            .setTimeToFirstStage(latency(snapshot.all(Signal.FIRST_STAGE)))
            .setQueueWait(latency(snapshot.all(Signal.QUEUE_WAIT)))
            .addAllStages(stages(snapshot))
            .setQuantileError(Distribution.RELATIVE_ERROR);
    byCache.forEach(
        (cache, latency) ->
            summary.addCacheOutcomes(
                CacheOutcome.newBuilder().setCache(cache).setRequests(latency.count())));
    return summary.build();
  }

  /**
   * One bucket of a timeline.
   *
   * @param snapshot what happened in it
   * @param start where it begins
   */
  public static PerformancePoint point(Snapshot snapshot, Instant start) {
    SortedMap<String, Distribution> byCache = snapshot.byName(Signal.REQUEST);
    SortedMap<String, Distribution> asked = asked(byCache);
    long requests = count(byCache);
    return PerformancePoint.newBuilder()
        .setStartTime(ProtoTime.of(start))
        .setRequests(requests)
        .setFailedRequests(outcome(snapshot, "error"))
        .setCacheShare(share(fromCache(asked), count(asked)))
        .setTotal(latency(merged(asked)))
        .setQueueWait(latency(snapshot.all(Signal.QUEUE_WAIT)))
        .addAllStages(stages(snapshot))
        .build();
  }

  private static List<StageSummary> stages(Snapshot snapshot) {
    SortedMap<String, Distribution> memory = snapshot.byName(Signal.STAGE_VRAM);
    return snapshot.byName(Signal.STAGE).entrySet().stream()
        .map(
            entry -> {
              String stage = entry.getKey();
              Distribution peak = memory.getOrDefault(stage, new Distribution());
              return StageSummary.newBuilder()
                  .setStage(stage)
                  .setLatency(latency(entry.getValue()))
                  .setFailures(snapshot.failures(Signal.STAGE, stage))
                  .setP95PeakVramBytes(Math.round(peak.quantile(0.95)))
                  .build();
            })
        .toList();
  }

  private static LatencySummary latency(Distribution seconds) {
    return LatencySummary.newBuilder()
        .setCount(seconds.count())
        .setP50Seconds(seconds.quantile(0.5))
        .setP90Seconds(seconds.quantile(0.9))
        .setP95Seconds(seconds.quantile(0.95))
        .setP99Seconds(seconds.quantile(0.99))
        .setSumSeconds(seconds.sum())
        .setMaxSeconds(seconds.max())
        .build();
  }

  private static SortedMap<String, Distribution> asked(SortedMap<String, Distribution> byCache) {
    SortedMap<String, Distribution> asked = new TreeMap<>(byCache);
    asked.keySet().removeAll(CACHE_NOT_ASKED);
    return asked;
  }

  private static Distribution merged(SortedMap<String, Distribution> groups) {
    Distribution all = new Distribution();
    groups.values().forEach(all::merge);
    return all;
  }

  private static long count(SortedMap<String, Distribution> groups) {
    return groups.values().stream().mapToLong(Distribution::count).sum();
  }

  private static long fromCache(SortedMap<String, Distribution> byCache) {
    return byCache.entrySet().stream()
        .filter(entry -> FROM_CACHE.contains(entry.getKey()))
        .mapToLong(entry -> entry.getValue().count())
        .sum();
  }

  private static long outcome(Snapshot snapshot, String outcome) {
    Distribution ended = snapshot.byOutcome(Signal.REQUEST).get(outcome);
    return ended == null ? 0 : ended.count();
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
