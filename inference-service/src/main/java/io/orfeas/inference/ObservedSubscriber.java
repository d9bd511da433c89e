package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.TraceParent;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a generation on, in the trace of the request that it answers, and notes how it went.
 *
 * <p>The request's span gets an event per stage, and a link to the run that computes when that is
 * in another trace: another request's, now or long ago, here or elsewhere.
 */
final class ObservedSubscriber implements Subscriber {
  private final Subscriber next;
  private final RequestFacts request;
  private final boolean resumed;
  private final InferenceMetrics metrics;
  private final Consumer<RequestOutcome> outcomes;
  private final Context context = Context.current();
  private final Span span = Span.fromContext(context);
  private final long start = System.nanoTime();
  private long asked = start;
  private Source source = Source.MISS;
  private String stage = "";
  private boolean ended;
  private @Nullable Duration firstStage;
  private @Nullable Duration queueWait;

  /**
   * A subscriber in front of another; made in the trace of the request.
   *
   * @param outcomes told how the request ended, once
   */
  ObservedSubscriber(
      Subscriber next,
      RunRequest request,
      InferenceMetrics metrics,
      Consumer<RequestOutcome> outcomes) {
    this(next, RequestFacts.of(request), false, metrics, outcomes);
    if (span.isRecording()) {
      span.setAllAttributes(SpanAttributes.of(request));
    }
  }

  private ObservedSubscriber(
      Subscriber next,
      RequestFacts request,
      boolean resumed,
      InferenceMetrics metrics,
      Consumer<RequestOutcome> outcomes) {
    this.next = next;
    this.request = request;
    this.resumed = resumed;
    this.metrics = metrics;
    this.outcomes = outcomes;
  }

  /**
   * The same for a stream that goes on with a run begun before. It ends with an outcome like any
   * other, but does not tell again what is told of the run's generation: when its first stage came,
   * whether it was degraded, how long it queued.
   */
  static ObservedSubscriber resuming(
      Subscriber next, String key, InferenceMetrics metrics, Consumer<RequestOutcome> outcomes) {
    return new ObservedSubscriber(next, RequestFacts.resuming(key), true, metrics, outcomes);
  }

  @Override
  public void source(Source from) {
    source = from;
    asked = System.nanoTime();
    span.setAttribute(SpanAttributes.CACHE, from.wireName());
    next.source(from);
  }

  @Override
  public void started() {
    if (!resumed) {
      queueWait = Duration.ofNanos(System.nanoTime() - asked);
    }
    next.started();
  }

  @Override
  public void event(GenerateResponse event) {
    try (Scope scope = context.makeCurrent()) {
      note(event);
      // The call is over once the last event is sent, and its span with it.
      next.event(event);
      if (event.getStage().equals(Events.COMPLETED)) {
        end(Code.OK);
      }
    }
  }

  @Override
  public void ended() {
    try (Scope scope = context.makeCurrent()) {
      next.ended();
      end(Code.OK);
    }
  }

  @Override
  public void failed(Status status) {
    try (Scope scope = context.makeCurrent()) {
      next.failed(status);
      end(io.grpc.Status.fromCodeValue(status.getCode()).getCode());
    }
  }

  /** The caller is gone; to be called after the last event. */
  void left() {
    try (Scope scope = context.makeCurrent()) {
      end(Code.CANCELLED);
    }
  }

  private void note(GenerateResponse event) {
    stage = event.getStage();
    if (!resumed) {
      measure(event);
    }
    if (span.isRecording()) {
      Attributes mesh = event.hasData() ? SpanAttributes.of(event.getData()) : Attributes.empty();
      span.addEvent(stage, mesh);
      link(TraceParent.parse(event.getTraceParent()));
    }
  }

  private void measure(GenerateResponse event) {
    if (event.hasData() && firstStage == null) {
      firstStage = elapsed();
      metrics.firstStage(source, firstStage);
    }
    if (event.hasDegraded()) {
      metrics.degraded(event.getDegraded());
    }
  }

  private void link(SpanContext run) {
    boolean elsewhere = !run.getTraceId().equals(span.getSpanContext().getTraceId());
    if (run.isValid() && elsewhere) {
      span.addLink(run, Attributes.of(SpanAttributes.LINK, "computed by"));
    }
  }

  private void end(Code status) {
    if (!ended) {
      ended = true;
      String cache = resumed ? RequestOutcome.RESUMED : source.wireName();
      outcomes.accept(
          new RequestOutcome(request, cache, status, stage, elapsed(), firstStage, queueWait));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
