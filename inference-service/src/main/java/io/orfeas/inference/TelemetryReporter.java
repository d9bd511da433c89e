package io.orfeas.inference;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.ReportResponse;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceStub;
import io.orfeas.telemetry.v1.VramSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reports to the telemetry-service in batches, off the way of every request: what waits and what is
 * on its way is bounded, and a full queue or an absent service loses records, which are counted,
 * and nothing else.
 */
final class TelemetryReporter implements AutoCloseable {
  private static final int CALLS = 4;
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration VRAM_PERIOD = Duration.ofSeconds(5);
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Longer than any call: each is over by its deadline. */
  private static final Duration END = Duration.ofSeconds(10);

  private final ReportQueue queue;
  private final Semaphore calls = new Semaphore(CALLS);
  private final TelemetryServiceStub stub;
  private final String replica;
  private final InferenceMetrics metrics;
  private final Tracer tracer;

  TelemetryReporter(
      TelemetryServiceStub stub,
      String replica,
      InferenceMetrics metrics,
      Tracer tracer,
      ScheduledExecutorService scheduler) {
    this.stub = stub;
    this.replica = replica;
    this.metrics = metrics;
    this.tracer = tracer;
    queue = new ReportQueue(metrics);
    scheduler.scheduleWithFixedDelay(
        this::flush, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Reports a stage that ended.
   *
   * @param peakBytes most device memory that it held; 0 where it held none
   */
  void stage(
      GenerationOptions options, Stage stage, Duration duration, String outcome, long peakBytes) {
    offer(
        StageRecord.newBuilder()
            .setEndTime(ProtoTime.of(Instant.now()))
            .setStage(stage.wireName())
            .setDuration(ProtoTime.of(duration))
            .setOutcome(outcome)
            .setQuality(options.quality())
            .setEstimator(options.estimator())
            .setPeakVramBytes(peakBytes)
            .build());
  }

  void request(RequestOutcome ended) {
    RequestRecord.Builder entry =
        RequestRecord.newBuilder()
            .setEndTime(ProtoTime.of(Instant.now()))
            .setDuration(ProtoTime.of(ended.duration()))
            .setOutcome(ended.outcome())
            .setCache(ended.cache())
            .setQuality(ended.request().quality())
            .setEstimator(ended.request().estimator());
    if (ended.firstStage() != null) {
      entry.setTimeToFirstStage(ProtoTime.of(ended.firstStage()));
    }
    if (ended.queueWait() != null) {
      entry.setQueueWait(ProtoTime.of(ended.queueWait()));
    }
    offer(entry.build());
  }

  /**
   * Reports the memory of GPUs as last measured, every few seconds; nothing without a GPU.
   *
   * @param gpus the one in use first
   * @param reserved bytes of that one that are promised to work
   */
  void vramFrom(
      Supplier<List<GpuFacts>> gpus, LongSupplier reserved, ScheduledExecutorService scheduler) {
    scheduler.scheduleAtFixedRate(
        () -> vram(gpus.get(), reserved),
        VRAM_PERIOD.toMillis(),
        VRAM_PERIOD.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void vram(List<GpuFacts> gpus, LongSupplier reserved) {
    for (int i = 0; i < gpus.size(); i++) {
      vram(gpus.get(i), i == 0 ? reserved.getAsLong() : 0);
    }
  }

  private void vram(GpuFacts gpu, long reserved) {
    offer(
        VramSample.newBuilder()
            .setSampleTime(ProtoTime.of(gpu.memory().at()))
            .setDevice(gpu.uuid())
            .setUsedBytes(gpu.memory().usedBytes())
            .setReservedBytes(reserved)
            .setTotalBytes(gpu.memory().totalBytes())
            .build());
  }

  /** Sends what waits, as far as calls are free; the rest waits on. */
  void flush() {
    while (!queue.isEmpty() && calls.tryAcquire()) {
      send(queue.take());
    }
  }

  /** Sends what is left, once, and waits for the answers or for the calls' deadlines. */
  @Override
  public void close() {
    if (awaitIdle()) {
      flush();
      awaitIdle();
    }
    metrics.droppedReports(queue.clear());
  }

  private boolean awaitIdle() {
    try {
      boolean idle = calls.tryAcquire(CALLS, END.toMillis(), TimeUnit.MILLISECONDS);
      if (idle) {
        calls.release(CALLS);
      }
      return idle;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void offer(Message message) {
    queue.offer(message, Span.current().getSpanContext());
  }

  private void send(ReportBatch batch) {
    Span span = batch.startSpan(tracer);
    Answer answer = new Answer(batch.size(), span);
    try (Scope scope = span.makeCurrent()) {
      stub.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .report(batch.toRequest(replica), answer);
    } catch (RuntimeException unsendable) {
      // Thrown further, it would end all later reports.
      answer.onError(unsendable);
    }
  }

  /** Counts what was lost, and makes room for the next call. */
  private final class Answer implements StreamObserver<ReportResponse> {
    private final int size;
    private final Span span;
    private boolean over;

    private Answer(int size, Span span) {
      this.size = size;
      this.span = span;
    }

    @Override
    public void onNext(ReportResponse response) {
      metrics.droppedReports(response.getDropped());
    }

    @Override
    public void onError(Throwable thrown) {
      ended(size);
    }

    @Override
    public void onCompleted() {
      ended(0);
    }

    private synchronized void ended(int lost) {
      if (!over) {
        over = true;
        metrics.droppedReports(lost);
        span.end();
        calls.release();
      }
    }
  }
}
