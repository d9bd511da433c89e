package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.ExportReportRequest;
import io.orfeas.telemetry.v1.GetHealthReportRequest;
import io.orfeas.telemetry.v1.GetPerformanceSummaryRequest;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.GetPerformanceTimelineRequest;
import io.orfeas.telemetry.v1.GetVramTimelineRequest;
import io.orfeas.telemetry.v1.ListBottlenecksRequest;
import io.orfeas.telemetry.v1.ListRecommendationsRequest;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceBlockingStub;
import io.orfeas.telemetry.v1.WatchPerformanceRequest;
import io.orfeas.telemetry.v1.WatchPerformanceResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ITTelemetryServer {
  @TempDir Path directory;
  private TelemetryServer server;
  private TelemetryServiceBlockingStub stub;

  @BeforeEach
  void start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("ORFEAS_TELEMETRY_PORT", "0");
    settings.put("ORFEAS_TELEMETRY_DIR", directory.toString());
    settings.put("ORFEAS_TELEMETRY_FLUSH_INTERVAL", "100ms");
    Env env = Env.of(settings);
    TelemetryConfig config = TelemetryConfig.read(env);
    env.check();
    server = TelemetryServer.start(config, new Metrics());
    stub =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + server.port(), TelemetryServiceBlockingStub.class);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void report_thenSummary_tellsOfIt() {
    report(50);

    GetPerformanceSummaryResponse all = awaitRequests(50);

    assertThat(all.getTotal().getCount()).isEqualTo(50);
    assertThat(all.getTimeToFirstStage().getCount()).isEqualTo(50);
    assertThat(all.getQueueWait().getCount()).isEqualTo(50);
    assertThat(all.getCacheShare()).isEqualTo(1);
    assertThat(all.getStages(0).getStage()).isEqualTo("rough_mesh");
    assertThat(requests(filter().setQuality(7))).isEqualTo(50);
    assertThat(requests(filter().setQuality(6))).isZero();
    assertThat(requests(filter().setReplica("r1").setEstimator("classical"))).isEqualTo(50);
    assertThat(requests(filter().setReplica("r2"))).isZero();
  }

  @Test
  void everyQuestion_isAnswered() {
    report(50);
    awaitRequests(50);

    assertThat(
            stub.listBottlenecks(ListBottlenecksRequest.getDefaultInstance())
                .getBottlenecks(0)
                .getSeverity())
        .isEqualTo("critical");
    assertThat(
            stub.listRecommendations(ListRecommendationsRequest.getDefaultInstance())
                .getRecommendations(0)
                .getReason())
        .isNotEmpty();
    assertThat(
            stub.getPerformanceTimeline(GetPerformanceTimelineRequest.getDefaultInstance())
                .getPointsList())
        .isNotEmpty()
        .allSatisfy(point -> assertThat(point.getRequests()).isPositive());
    var device = stub.getVramTimeline(GetVramTimelineRequest.getDefaultInstance()).getDevices(0);
    assertThat(device.getTotalBytes()).isEqualTo(1_000);
    assertThat(device.getPoints(0).getMaxUsedBytes()).isEqualTo(970);
    assertThat(device.getTrend().getReduceBatch()).isTrue();
    String today = Instant.now().toString().substring(0, 10);
    assertThat(
            stub.getHealthReport(GetHealthReportRequest.newBuilder().setDay(today).build())
                .getGrade())
        .isEqualTo("healthy");
    var page = stub.exportReport(ExportReportRequest.newBuilder().setFormat("html").build());
    assertThat(page.getContentType()).startsWith("text/html");
    assertThat(page.getData().toStringUtf8()).contains("rough_mesh");
  }

  @Test
  void watch_sendsUpdatesUntilTheServiceEnds() {
    Iterator<WatchPerformanceResponse> updates =
        stub.watchPerformance(
            WatchPerformanceRequest.newBuilder()
                .setInterval(ProtoTime.of(Duration.ofSeconds(1)))
                .build());
    assertThat(updates.next().getSummary().getRequests()).isZero();
    report(20);

    WatchPerformanceResponse update = updates.next();
    while (update.getSummary().getRequests() < 20) {
      update = updates.next();
    }

    assertThat(update.getVramDevices(0).getTrend().getReduceBatch()).isTrue();
    server.close();
    while (updates.hasNext()) {
      updates.next();
    }
  }

  @Test
  void malformedQuestions_areInvalidArguments() {
    assertThatThrownBy(() -> requests(filter().setQuality(11)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refusal -> {
              assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(refusal.getStatus().getDescription())
                  .isEqualTo("quality: 11 (expected: 1..10)");
            });
    Iterator<WatchPerformanceResponse> refused =
        stub.watchPerformance(
            WatchPerformanceRequest.newBuilder()
                .setInterval(ProtoTime.of(Duration.ofMillis(5)))
                .build());
    assertThatThrownBy(refused::hasNext).hasMessageContaining("interval: 5 ms");
  }

  @Test
  void metrics_tellOfTheServiceItself() {
    report(50);
    awaitRequests(50);

    String text =
        BlockingWebClient.of("http://127.0.0.1:" + server.port()).get("/metrics").contentUtf8();

    assertThat(text)
        .contains(
            "orfeas_telemetry_records_total{result=\"accepted\",} 102.0",
            "orfeas_telemetry_queue_records 0.0",
            "orfeas_telemetry_flush_seconds_count",
            "orfeas_telemetry_query_seconds_count{query=\"summary\",}",
            "orfeas_telemetry_watchers 0.0");
  }

  private void report(int count) {
    ReportRequest.Builder report = ReportRequest.newBuilder().setReplica("r1");
    for (int i = 0; i < count; i++) {
      report.addStages(Reports.stage(1));
      report.addRequests(
          Reports.request("hit", 2)
              .setQueueWait(Reports.duration(0.1))
              .setTimeToFirstStage(Reports.duration(0.3)));
    }
    report.addVramSamples(Reports.vram(Instant.now(), 900));
    report.addVramSamples(Reports.vram(Instant.now(), 970));
    assertThat(stub.report(report.build()).getAccepted()).isEqualTo(2 * count + 2);
  }

  private GetPerformanceSummaryResponse awaitRequests(int count) {
    while (true) {
      GetPerformanceSummaryResponse summary = stub.getPerformanceSummary(filter().build());
      if (summary.getRequests() == count) {
        return summary;
      }
    }
  }

  private long requests(GetPerformanceSummaryRequest.Builder request) {
    return stub.getPerformanceSummary(request.build()).getRequests();
  }

  private static GetPerformanceSummaryRequest.Builder filter() {
    return GetPerformanceSummaryRequest.newBuilder();
  }
}
