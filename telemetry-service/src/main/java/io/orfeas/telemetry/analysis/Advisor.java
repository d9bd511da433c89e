package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.v1.Bottleneck;
import io.orfeas.telemetry.v1.CacheOutcome;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.LatencySummary;
import io.orfeas.telemetry.v1.Recommendation;
import io.orfeas.telemetry.v1.RecordLosses;
import io.orfeas.telemetry.v1.StageSummary;
import io.orfeas.telemetry.v1.VramDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Says what to change, with the figures that say so. Little evidence gives no advice: shares and
 * tails rest on at least {@value #EVIDENCE} requests or runs.
 */
public final class Advisor {
  private static final long EVIDENCE = 20;
  private static final double CRITICAL_ERROR_RATE = 0.05;
  private static final double HIGH_ERROR_RATE = 0.01;
  private static final double LONG_WAIT_SECONDS = 5;
  private static final double WAIT_SHARE = 0.5;
  private static final double CACHE_AWAY_SHARE = 0.01;
  private static final double RARE_HIT_SHARE = 0.05;
  private static final long RARE_HIT_REQUESTS = 200;
  private static final double LONG_TAIL = 10;

  private final List<Advice> advice = new ArrayList<>();

  private Advisor() {}

  /**
   * Advice, the most urgent first.
   *
   * @param summary of a window
   * @param bottlenecks of the same
   * @param devices with their trends
   */
  public static List<Recommendation> advise(
      GetPerformanceSummaryResponse summary,
      List<Bottleneck> bottlenecks,
      List<VramDevice> devices) {
    Advisor advisor = new Advisor();
    advisor.errors(summary);
    devices.forEach(advisor::memory);
    advisor.queue(summary);
    bottlenecks.forEach(bottleneck -> advisor.bottleneck(bottleneck, summary));
    advisor.cache(summary);
    summary.getStagesList().forEach(advisor::tail);
    advisor.losses(summary.getLosses());
    return advisor.advice.stream()
        .sorted(Comparator.comparing(Advice::severity))
        .map(Advice::toMessage)
        .toList();
  }

  private void errors(GetPerformanceSummaryResponse summary) {
    double rate = summary.getErrorRate();
    if (summary.getRequests() < EVIDENCE || rate <= HIGH_ERROR_RATE) {
      return;
    }
    String where =
        summary.getStagesList().stream()
            .filter(stage -> stage.getFailures() > 0)
            .max(Comparator.comparingLong(StageSummary::getFailures))
            .map(
                stage -> text("; most of stage %s: %d runs", stage.getStage(), stage.getFailures()))
            .orElse("; no stage failed, so before the first stage");
    add(
        rate > CRITICAL_ERROR_RATE ? Severity.CRITICAL : Severity.HIGH,
        "Find out why requests fail",
        text("%s of %d requests failed%s", percent(rate), summary.getRequests(), where));
  }

  private void memory(VramDevice device) {
    var trend = device.getTrend();
    if (trend.getReduceBatch()) {
      add(
          Severity.CRITICAL,
          text("Reduce the batch size on %s/%s", device.getReplica(), device.getDevice()),
          text(
              "device memory is %s: %.1f %% at last, %.1f %% on average over the last %d samples",
              trend.getDirection(),
              trend.getLatestPercent(),
              trend.getMeanPercent(),
              trend.getSamples()));
    }
  }

  private void queue(GetPerformanceSummaryResponse summary) {
    double wait = summary.getQueueWait().getP95Seconds();
    double total = summary.getTotal().getP95Seconds();
    if (summary.getQueueWait().getCount() >= EVIDENCE
        && (wait > LONG_WAIT_SECONDS || (wait > 1 && wait > WAIT_SHARE * total))) {
      add(
          Severity.HIGH,
          "Add replicas or raise the number of requests that run at once",
          text("requests wait %.2f s in the queue (p95), of %.2f s in all (p95)", wait, total));
    }
  }

  private void bottleneck(Bottleneck bottleneck, GetPerformanceSummaryResponse summary) {
    long runs =
        summary.getStagesList().stream()
            .filter(stage -> stage.getStage().equals(bottleneck.getStage()))
            .mapToLong(stage -> stage.getLatency().getCount())
            .sum();
    if (runs >= EVIDENCE) {
      add(
          Severity.valueOf(bottleneck.getSeverity().toUpperCase(Locale.ROOT)),
          text("Speed up stage %s, or ask for less quality", bottleneck.getStage()),
          text(
              "it takes %s of the time of all stages: p95 %.2f s over %d runs",
              percent(bottleneck.getShare()), bottleneck.getP95Seconds(), runs));
    }
  }

  private void cache(GetPerformanceSummaryResponse summary) {
    long requests = summary.getRequests();
    long away =
        summary.getCacheOutcomesList().stream()
            .filter(outcome -> outcome.getCache().equals("unavailable"))
            .mapToLong(CacheOutcome::getRequests)
            .sum();
    if (requests >= EVIDENCE && away > CACHE_AWAY_SHARE * requests) {
      add(
          Severity.HIGH,
          "Bring the cache-service back",
          text("%d of %d requests did not reach it and computed alone", away, requests));
    } else if (requests >= RARE_HIT_REQUESTS && summary.getCacheShare() < RARE_HIT_SHARE) {
      add(
          Severity.MEDIUM,
          "Keep results longer, or check that callers repeat their parameters exactly",
          text("the cache answered %s of %d requests", percent(summary.getCacheShare()), requests));
    }
  }

  private void tail(StageSummary stage) {
    LatencySummary latency = stage.getLatency();
    if (latency.getCount() >= 5 * EVIDENCE
        && latency.getP99Seconds() > 1
        && latency.getP99Seconds() > LONG_TAIL * latency.getP50Seconds()) {
      add(
          Severity.MEDIUM,
          text("Look at the slowest runs of stage %s", stage.getStage()),
          text(
              "p99 is %.2f s where the median is %.2f s, over %d runs",
              latency.getP99Seconds(), latency.getP50Seconds(), latency.getCount()));
    }
  }

  private void losses(RecordLosses losses) {
    if (losses.getOverflowRecords() > 0) {
      add(
          Severity.MEDIUM,
          "Give the telemetry-service more processor time or a faster store",
          text("%d records were dropped", losses.getOverflowRecords()));
    }
    if (losses.getRefusedObservations() > 0) {
      add(
          Severity.MEDIUM,
          "Keep replica names from changing, or raise ORFEAS_TELEMETRY_MAX_SERIES",
          text(
              "%d observations were refused, of too many distinct series",
              losses.getRefusedObservations()));
    }
    if (losses.getMalformedRecords() > 0) {
      add(
          Severity.MEDIUM,
          "Bring inference and the telemetry-service to the same version",
          text("%d records were malformed", losses.getMalformedRecords()));
    }
  }

  private void add(Severity severity, String action, String reason) {
    advice.add(new Advice(severity, action, reason));
  }

  private static String percent(double share) {
    return text("%.1f %%", 100 * share);
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private record Advice(Severity severity, String action, String reason) {
    Recommendation toMessage() {
      return Recommendation.newBuilder()
          .setAction(action)
          .setReason(reason)
          .setSeverity(severity.word())
          .build();
    }
  }
}
