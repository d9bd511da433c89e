package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Passes a generation on and notes when its first stage and its end came. */
final class ObservedSubscriber implements Subscriber {
  private final Subscriber next;
  private final RunRequest request;
  private final InferenceMetrics metrics;
  private final TelemetryReporter telemetry;
  private final long start = System.nanoTime();
  private Source source = Source.MISS;
  private @Nullable Duration firstStage;

  ObservedSubscriber(
      Subscriber next, RunRequest request, InferenceMetrics metrics, TelemetryReporter telemetry) {
    this.next = next;
    this.request = request;
    this.metrics = metrics;
    this.telemetry = telemetry;
  }

  @Override
  public void source(Source from) {
    source = from;
    next.source(from);
  }

  @Override
  public void event(GenerateResponse event) {
    if (event.hasData() && firstStage == null) {
      firstStage = elapsed();
      metrics.firstStage(source, firstStage);
    }
    boolean end = event.getStage().equals(Events.COMPLETED);
    next.event(event);
    if (end) {
      ended("ok");
    }
  }

  @Override
  public void ended() {
    next.ended();
    ended("ok");
  }

  @Override
  public void failed(Status status) {
    next.failed(status);
    ended(status.getCode() == Code.CANCELLED.value() ? "cancelled" : "error");
  }

  private void ended(String outcome) {
    metrics.generation(source, outcome);
    telemetry.request(request.options(), source, outcome, elapsed(), firstStage);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
