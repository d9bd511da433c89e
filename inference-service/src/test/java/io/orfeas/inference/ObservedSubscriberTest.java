package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;
import io.orfeas.runtime.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedSubscriberTest {
  private static final String ELSEWHERE = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";

  private static final String KEY = "ab".repeat(32);

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(spans))
          .build()
          .get("test");
  private final Span span = tracer.spanBuilder("Generate").startSpan();
  private final List<RequestOutcome> outcomes = new ArrayList<>();
  private final List<String> traces = new ArrayList<>();

  @Test
  void event_ofARunInAnotherTrace_linksToIt() {
    ObservedSubscriber subscriber = subscriber();
    subscriber.source(Source.HIT);
    subscriber.event(accepted(ELSEWHERE));
    stages(subscriber);

    SpanData seen = ended();
    assertThat(seen.getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo("a".repeat(32));
              assertThat(link.getSpanContext().getSpanId()).isEqualTo("b".repeat(16));
            });
    assertThat(seen.getEvents())
        .extracting(EventData::getName)
        .containsExactly("accepted", "rough_mesh", "completed");
    assertThat(seen.getAttributes().get(SpanAttributes.CACHE)).isEqualTo("hit");
  }

  @Test
  void event_ofARunInTheSameTrace_linksNothing() {
    String own = "00-" + span.getSpanContext().getTraceId() + "-" + "c".repeat(16) + "-01";

    subscriber().event(accepted(own));

    assertThat(ended().getLinks()).isEmpty();
  }

  @Test
  void event_ofAnUntracedRun_linksNothing() {
    subscriber().event(GenerateResponse.newBuilder().setStage("accepted").build());

    assertThat(ended().getLinks()).isEmpty();
  }

  @Test
  void events_onAnyThread_arePassedOnInTheTraceOfTheRequest() {
    stages(subscriber());

    assertThat(traces)
        .hasSize(2)
        .allMatch(trace -> trace.equals(span.getSpanContext().getTraceId()));
  }

  @Test
  void completed_afterItsStages_isOneOutcome() {
    ObservedSubscriber subscriber = subscriber();
    subscriber.source(Source.MISS);
    subscriber.started();
    stages(subscriber);
    subscriber.left();

    assertThat(outcomes).hasSize(1);
    RequestOutcome outcome = outcomes.get(0);
    assertThat(outcome.outcome()).isEqualTo("ok");
    assertThat(outcome.stage()).isEqualTo("completed");
    assertThat(outcome.cache()).isEqualTo("miss");
    assertThat(outcome.firstStage()).isNotNull().isLessThanOrEqualTo(outcome.duration());
    assertThat(outcome.queueWait()).isNotNull();
  }

  @Test
  void left_beforeTheEnd_isCancelled() {
    ObservedSubscriber subscriber = subscriber();
    subscriber.event(accepted(ELSEWHERE));
    subscriber.left();

    assertThat(outcomes).extracting(RequestOutcome::outcome).containsExactly("cancelled");
    assertThat(outcomes.get(0).stage()).isEqualTo("accepted");
    assertThat(outcomes.get(0).firstStage()).isNull();
    assertThat(outcomes.get(0).queueWait()).isNull();
  }

  @Test
  void failed_withAStatus_isAnError() {
    subscriber().failed(Status.newBuilder().setCode(Code.RESOURCE_EXHAUSTED.value()).build());

    assertThat(outcomes)
        .extracting(RequestOutcome::status)
        .containsExactly(Code.RESOURCE_EXHAUSTED);
    assertThat(outcomes.get(0).outcome()).isEqualTo("error");
    assertThat(outcomes.get(0).stage()).isEmpty();
  }

  @Test
  void resuming_isAnOutcomeOfItsOwn_andTellsNothingTwice() {
    ObservedSubscriber subscriber =
        ObservedSubscriber.resuming(
            new TraceRecorder(), KEY, new InferenceMetrics(new Metrics()), outcomes::add);
    subscriber.source(Source.JOINED);
    subscriber.started();
    stages(subscriber);
    subscriber.left();

    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.request().key()).isEqualTo(KEY);
              assertThat(outcome.cache()).isEqualTo("resumed");
              assertThat(outcome.outcome()).isEqualTo("ok");
              assertThat(outcome.firstStage()).isNull();
              assertThat(outcome.queueWait()).isNull();
            });
  }

  @Test
  void resuming_aRunThatIsLost_isAnError() {
    ObservedSubscriber subscriber =
        ObservedSubscriber.resuming(
            new TraceRecorder(), KEY, new InferenceMetrics(new Metrics()), outcomes::add);
    subscriber.failed(Status.newBuilder().setCode(Code.UNAVAILABLE.value()).build());

    assertThat(outcomes).extracting(RequestOutcome::outcome).containsExactly("error");
  }

  private ObservedSubscriber subscriber() {
    try (Scope scope = span.makeCurrent()) {
      return new ObservedSubscriber(
          new TraceRecorder(),
          Outcomes.request(),
          new InferenceMetrics(new Metrics()),
          outcomes::add);
    }
  }

  private SpanData ended() {
    span.end();
    return spans.getFinishedSpanItems().get(0);
  }

  private static void stages(Subscriber subscriber) {
    subscriber.event(
        GenerateResponse.newBuilder()
            .setStage("rough_mesh")
            .setData(StageData.newBuilder().setVertices(3).setFaces(1))
            .build());
    subscriber.event(
        GenerateResponse.newBuilder()
            .setStage("completed")
            .setData(StageData.newBuilder().setVertices(3).setFaces(1))
            .build());
  }

  private static GenerateResponse accepted(String traceParent) {
    return GenerateResponse.newBuilder().setStage("accepted").setTraceParent(traceParent).build();
  }

  /** Notes the trace in which it hears of stages. */
  private final class TraceRecorder implements Subscriber {
    @Override
    public void source(Source source) {}

    @Override
    public void event(GenerateResponse event) {
      if (event.hasData()) {
        traces.add(Span.current().getSpanContext().getTraceId());
      }
    }

    @Override
    public void ended() {}

    @Override
    public void failed(Status status) {}
  }
}
