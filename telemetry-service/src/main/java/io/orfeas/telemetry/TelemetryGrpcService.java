package io.orfeas.telemetry;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.runtime.StatusMapper;
import io.orfeas.telemetry.analysis.Bottlenecks;
import io.orfeas.telemetry.report.ReportFormat;
import io.orfeas.telemetry.v1.ExportReportRequest;
import io.orfeas.telemetry.v1.GetHealthReportRequest;
import io.orfeas.telemetry.v1.GetHealthReportResponse;
import io.orfeas.telemetry.v1.GetPerformanceSummaryRequest;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.GetPerformanceTimelineRequest;
import io.orfeas.telemetry.v1.GetPerformanceTimelineResponse;
import io.orfeas.telemetry.v1.GetVramTimelineRequest;
import io.orfeas.telemetry.v1.GetVramTimelineResponse;
import io.orfeas.telemetry.v1.ListBottlenecksRequest;
import io.orfeas.telemetry.v1.ListBottlenecksResponse;
import io.orfeas.telemetry.v1.ListRecommendationsRequest;
import io.orfeas.telemetry.v1.ListRecommendationsResponse;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.ReportResponse;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import io.orfeas.telemetry.v1.WatchPerformanceRequest;
import io.orfeas.telemetry.v1.WatchPerformanceResponse;
import io.prometheus.client.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The contract of the telemetry-service, over gRPC: reads requests, asks, answers. */
final class TelemetryGrpcService extends TelemetryServiceGrpc.TelemetryServiceImplBase {
  private static final Logger logger = LoggerFactory.getLogger(TelemetryGrpcService.class);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WATCH_WINDOW = Duration.ofMinutes(5);
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

  private final Ingest ingest;
  private final VramBoard board;
  private final QuestionReader questions;
  private final Analyst analyst;
  private final HealthReports healthReports;
  private final Watchers watchers;
  private final TelemetryMetrics metrics;
  private final Clock clock;

  TelemetryGrpcService(
      Ingest ingest,
      VramBoard board,
      QuestionReader questions,
      Analyst analyst,
      HealthReports healthReports,
      Watchers watchers,
      TelemetryMetrics metrics,
      Clock clock) {
    this.ingest = ingest;
    this.board = board;
    this.questions = questions;
    this.analyst = analyst;
    this.healthReports = healthReports;
    this.watchers = watchers;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> caller) {
    answer(caller, () -> take(request));
  }

  @Override
  public void getPerformanceSummary(
      GetPerformanceSummaryRequest request, StreamObserver<GetPerformanceSummaryResponse> caller) {
    answer(caller, "summary", () -> analyst.summary(questions.read(request, HOUR)));
  }

  @Override
  public void listBottlenecks(
      ListBottlenecksRequest request, StreamObserver<ListBottlenecksResponse> caller) {
    answer(
        caller,
        "bottlenecks",
        () ->
            ListBottlenecksResponse.newBuilder()
                .addAllBottlenecks(Bottlenecks.of(analyst.summary(questions.read(request, HOUR))))
                .build());
  }

  @Override
  public void listRecommendations(
      ListRecommendationsRequest request, StreamObserver<ListRecommendationsResponse> caller) {
    answer(
        caller,
        "recommendations",
        () -> {
          Question question = questions.read(request, HOUR);
          return ListRecommendationsResponse.newBuilder()
              .addAllRecommendations(analyst.recommendations(analyst.summary(question), question))
              .build();
        });
  }

  @Override
  public void getPerformanceTimeline(
      GetPerformanceTimelineRequest request,
      StreamObserver<GetPerformanceTimelineResponse> caller) {
    answer(caller, "timeline", () -> analyst.timeline(questions.read(request, HOUR)));
  }

  @Override
  public void getVramTimeline(
      GetVramTimelineRequest request, StreamObserver<GetVramTimelineResponse> caller) {
    answer(
        caller,
        "vram",
        () -> {
          Question question = questions.read(request, HOUR);
          return analyst.vram(question.window(), request.getReplica());
        });
  }

  @Override
  public void watchPerformance(
      WatchPerformanceRequest request, StreamObserver<WatchPerformanceResponse> caller) {
    try {
      update(request);
      watchers.add(
          (ServerCallStreamObserver<WatchPerformanceResponse>) caller,
          interval(request),
          () -> update(request));
    } catch (RuntimeException e) {
      fail(caller, e);
    }
  }

  @Override
  public void getHealthReport(
      GetHealthReportRequest request, StreamObserver<GetHealthReportResponse> caller) {
    answer(caller, "health", () -> healthReports.get(request.getDay()));
  }

  @Override
  public void exportReport(ExportReportRequest request, StreamObserver<HttpBody> caller) {
    answer(
        caller,
        "report",
        () -> {
          ReportFormat format = ReportFormat.parse(request.getFormat());
          Question question = questions.read(request, DAY);
          return HttpBody.newBuilder()
              .setContentType(format.contentType())
              .setData(ByteString.copyFromUtf8(format.render(analyst.report(question))))
              .build();
        });
  }

  private ReportResponse take(ReportRequest request) {
    Batch batch = ReportReader.read(request, clock.instant());
    request.getVramSamplesList().forEach(sample -> board.add(request.getReplica(), sample));
    int accepted = ingest.offer(batch) ? batch.records() : 0;
    return ReportResponse.newBuilder()
        .setAccepted(accepted)
        .setDropped(batch.records() - accepted + batch.malformed())
        .build();
  }

  private WatchPerformanceResponse update(WatchPerformanceRequest request) {
    Question question = questions.read(request, WATCH_WINDOW);
    GetPerformanceSummaryResponse summary = analyst.summary(question);
    return WatchPerformanceResponse.newBuilder()
        .setUpdateTime(ProtoTime.of(clock.instant()))
        .setSummary(summary)
        .addAllBottlenecks(Bottlenecks.of(summary))
        .addAllVramDevices(analyst.devices(request.getReplica()))
        .build();
  }

  private static Duration interval(WatchPerformanceRequest request) {
    if (!request.hasInterval()) {
      return WATCH_INTERVAL;
    }
    Duration interval = ProtoTime.toDuration(request.getInterval());
    if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(HOUR) > 0) {
      throw Failure.invalid(
          "INTERVAL_OUT_OF_RANGE",
          "interval",
          "interval: " + interval.toMillis() + " ms (expected: 1 s..1 h)");
    }
    return interval;
  }

  private <T> void answer(StreamObserver<T> caller, String query, Supplier<T> question) {
    answer(
        caller,
        () -> {
          try (Histogram.Timer timing = metrics.answering(query)) {
            return question.get();
          }
        });
  }

  private static <T> void answer(StreamObserver<T> caller, Supplier<T> question) {
    T response;
    try {
      response = question.get();
    } catch (RuntimeException e) {
      fail(caller, e);
      return;
    }
    caller.onNext(response);
    caller.onCompleted();
  }

  private static void fail(StreamObserver<?> caller, RuntimeException failure) {
    if (StatusMapper.isUnforeseen(failure)) {
      logger.error("call failed unexpectedly", failure);
    }
    caller.onError(StatusMapper.toException(failure));
  }
}
