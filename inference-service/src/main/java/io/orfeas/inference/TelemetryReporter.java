package io.orfeas.inference;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.run.Source;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.ReportResponse;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the telemetry-service in batches, off the way of every request: a full queue or an
 * absent service loses records, which are counted, and nothing else.
 */
final class TelemetryReporter {
  private static final int QUEUE = 10_000;
  private static final int BATCH = 1_000;
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final BlockingQueue<Message> records = new ArrayBlockingQueue<>(QUEUE);
  private final TelemetryServiceStub stub;
  private final String replica;
  private final InferenceMetrics metrics;

  TelemetryReporter(
      TelemetryServiceStub stub,
      String replica,
      InferenceMetrics metrics,
      ScheduledExecutorService scheduler) {
    this.stub = stub;
    this.replica = replica;
    this.metrics = metrics;
    scheduler.scheduleWithFixedDelay(
        this::flush, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stage(GenerationOptions options, Stage stage, Duration duration, String outcome) {
    offer(
        StageRecord.newBuilder()
            .setEndTime(ProtoTime.of(Instant.now()))
            .setStage(stage.wireName())
            .setDuration(ProtoTime.of(duration))
            .setOutcome(outcome)
            .setQuality(options.quality())
            .setEstimator(options.estimator())
            .build());
  }

  void request(
      GenerationOptions options,
      Source source,
      String outcome,
      Duration duration,
      @Nullable Duration firstStage) {
    RequestRecord.Builder entry =
        RequestRecord.newBuilder()
            .setEndTime(ProtoTime.of(Instant.now()))
            .setDuration(ProtoTime.of(duration))
            .setOutcome(outcome)
            .setCache(source.wireName())
            .setQuality(options.quality())
            .setEstimator(options.estimator());
    if (firstStage != null) {
      entry.setTimeToFirstStage(ProtoTime.of(firstStage));
    }
    offer(entry.build());
  }

  /** Sends what waits. */
  void flush() {
    List<Message> batch = new ArrayList<>(BATCH);
    while (records.drainTo(batch, BATCH) > 0) {
      send(batch);
      batch.clear();
    }
  }

  private void offer(Message message) {
    if (!records.offer(message)) {
      metrics.droppedReports(1);
    }
  }

  private void send(List<Message> batch) {
    ReportRequest.Builder report = ReportRequest.newBuilder().setReplica(replica);
    for (Message message : batch) {
      if (message instanceof StageRecord stage) {
        report.addStages(stage);
      } else if (message instanceof RequestRecord request) {
        report.addRequests(request);
      }
    }
    int size = batch.size();
    stub.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .report(report.build(), new DropCounter(size));
  }

  private final class DropCounter implements StreamObserver<ReportResponse> {
    private final int size;

    private DropCounter(int size) {
      this.size = size;
    }

    @Override
    public void onNext(ReportResponse response) {
      if (response.getDropped() > 0) {
        metrics.droppedReports(response.getDropped());
      }
    }

    @Override
    public void onError(Throwable thrown) {
      metrics.droppedReports(size);
    }

    @Override
    public void onCompleted() {}
  }
}
