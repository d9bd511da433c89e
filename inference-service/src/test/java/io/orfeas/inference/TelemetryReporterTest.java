package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.MemorySample;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.ReportResponse;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceImplBase;
import io.orfeas.telemetry.v1.VramSample;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TelemetryReporterTest {
  private final ScriptedTelemetry service = new ScriptedTelemetry();
  private final InferenceMetrics metrics = new InferenceMetrics(new Metrics());
  private final CountDownLatch over = new CountDownLatch(1);
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private Server server;
  private ManagedChannel channel;
  private TelemetryReporter reporter;

  @BeforeEach
  void start() throws IOException {
    // Busy until the end: nothing is sent but what the test sends.
    scheduler.submit(
        () -> {
          over.await();
          return null;
        });
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(service).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    reporter =
        new TelemetryReporter(
            TelemetryServiceGrpc.newStub(channel),
            "replica-1",
            metrics,
            OpenTelemetry.noop().getTracer("test"),
            scheduler);
  }

  @AfterEach
  void stop() {
    over.countDown();
    scheduler.shutdownNow();
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void close_recordsThatWait_areSentFirst() {
    reporter.request(Outcomes.computed());
    reporter.stage(
        Outcomes.request().options(), Stage.ROUGH_MESH, Duration.ofMillis(50), "ok", 3L << 30);

    reporter.close();

    assertThat(service.reports).hasSize(1);
    ReportRequest report = service.reports.get(0);
    assertThat(report.getReplica()).isEqualTo("replica-1");
    assertThat(report.getRequests(0).getCache()).isEqualTo("miss");
    assertThat(report.getRequests(0).getOutcome()).isEqualTo("ok");
    assertThat(report.getRequests(0).getQueueWait().getNanos()).isEqualTo(2_000_000);
    assertThat(report.getRequests(0).getTimeToFirstStage().getNanos()).isEqualTo(60_000_000);
    assertThat(report.getStages(0).getStage()).isEqualTo("rough_mesh");
    assertThat(report.getStages(0).getPeakVramBytes()).isEqualTo(3L << 30);
    assertThat(dropped()).isZero();
  }

  @Test
  void request_thatWasReplayed_hasNoQueueWaitNoFirstStageAndNoMemory() {
    reporter.request(Outcomes.replayed());

    reporter.close();

    RequestRecord entry = service.reports.get(0).getRequests(0);
    assertThat(entry.hasQueueWait()).isFalse();
    assertThat(entry.hasTimeToFirstStage()).isFalse();
    assertThat(service.reports.get(0).getVramSamplesList()).isEmpty();
  }

  @Test
  void flush_moreThanOneBatch_sendsAllInBatches() {
    int records = 2 * ReportQueue.BATCH + 1;
    for (int i = 0; i < records; i++) {
      reporter.request(Outcomes.replayed());
    }

    reporter.close();

    assertThat(service.reports).hasSize(3);
    assertThat(service.reports.stream().mapToInt(ReportRequest::getRequestsCount).sum())
        .isEqualTo(records);
  }

  @Test
  void flush_serviceThatHangs_boundsWhatWaitsAndCountsTheRest() {
    service.hangs = true;
    int onTheirWay = 4 * ReportQueue.BATCH;
    for (int i = 0; i < onTheirWay; i++) {
      reporter.request(Outcomes.replayed());
    }
    reporter.flush();
    int overflow = 7;
    for (int i = 0; i < ReportQueue.CAPACITY + overflow; i++) {
      reporter.request(Outcomes.replayed());
      reporter.flush();
    }
    assertThat(dropped()).isEqualTo(overflow);

    // Deadlines end the calls; nothing that was lost goes uncounted.
    reporter.close();
    assertThat(dropped() + service.answered())
        .isEqualTo(onTheirWay + ReportQueue.CAPACITY + overflow);
  }

  @Test
  void flush_serviceThatRefuses_countsTheBatchAndGoesOn() {
    service.refusal = Status.UNAVAILABLE;
    reporter.request(Outcomes.replayed());
    reporter.request(Outcomes.replayed());
    reporter.flush();
    awaitDropped(2);
    service.refusal = null;
    reporter.request(Outcomes.replayed());

    reporter.close();

    assertThat(service.reports).hasSize(1);
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void flush_serviceThatDrops_countsWhatItSays() {
    service.drops = 3;
    reporter.request(Outcomes.replayed());

    reporter.close();

    assertThat(dropped()).isEqualTo(3);
  }

  @Test
  void vramFrom_aGpu_reportsItsMemory() throws Exception {
    Instant at = Instant.ofEpochSecond(1_000);
    GpuFacts gpu =
        new GpuFacts(
            "GPU-1",
            "test",
            new MemorySample(at, 80L << 30, 20L << 30, 60L << 30),
            0,
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
    CountDownLatch asked = new CountDownLatch(1);
    reporter.vramFrom(
        () -> {
          asked.countDown();
          return List.of(gpu);
        },
        () -> 5L << 30,
        scheduler);
    over.countDown();
    asked.await();
    while (service.samples().isEmpty()) {
      Thread.onSpinWait();
    }

    VramSample sample = service.samples().get(0);
    assertThat(sample.getDevice()).isEqualTo("GPU-1");
    assertThat(sample.getUsedBytes()).isEqualTo(20L << 30);
    assertThat(sample.getReservedBytes()).isEqualTo(5L << 30);
    assertThat(sample.getTotalBytes()).isEqualTo(80L << 30);
    assertThat(sample.getSampleTime().getSeconds()).isEqualTo(1_000);
  }

  private double dropped() {
    return metrics.droppedReports().get();
  }

  private void awaitDropped(int count) {
    while (dropped() < count) {
      Thread.onSpinWait();
    }
  }

  private static final class ScriptedTelemetry extends TelemetryServiceImplBase {
    final List<ReportRequest> reports = new CopyOnWriteArrayList<>();
    volatile boolean hangs;
    volatile Status refusal;
    volatile int drops;

    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> call) {
      if (hangs) {
        return;
      }
      Status refused = refusal;
      if (refused != null) {
        call.onError(refused.asRuntimeException());
        return;
      }
      reports.add(request);
      call.onNext(ReportResponse.newBuilder().setDropped(drops).build());
      call.onCompleted();
    }

    int answered() {
      return reports.stream().mapToInt(ReportRequest::getRequestsCount).sum();
    }

    List<VramSample> samples() {
      return reports.stream().flatMap(report -> report.getVramSamplesList().stream()).toList();
    }
  }
}
