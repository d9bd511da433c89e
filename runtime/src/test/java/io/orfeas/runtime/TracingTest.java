package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.HttpService;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingTest {
  @Test
  void of_variablesThatNameNoDestination_isOff() {
    for (Map<String, String> variables :
        List.<Map<String, String>>of(
            Map.of(),
            Map.of("OTEL_SERVICE_NAME", "x"),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "),
            Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"),
            Map.of("OTEL_SDK_DISABLED", "TRUE", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"))) {
      assertThat(Tracing.of(variables, "test").isOn()).as("%s", variables).isFalse();
    }
  }

  @Test
  void off_addsNothing() {
    Tracing off = Tracing.off();

    assertThat(off.grpcServer()).isEmpty();
    assertThat(off.grpcClient("127.0.0.1:1")).isEmpty();
    HttpService service = (ctx, req) -> null;
    assertThat((Object) off.httpServer().apply(service)).isSameAs(service);
    Span span = off.tracer().spanBuilder("x").startSpan();
    assertThat(span.isRecording()).isFalse();
    off.close();
  }

  @Test
  void of_anExporter_isOn() {
    try (Tracing tracing = Tracing.of(Map.of("OTEL_TRACES_EXPORTER", "otlp"), "test")) {
      assertThat(tracing.isOn()).isTrue();
      assertThat(tracing.grpcServer()).isPresent();
      assertThat(tracing.tracer().spanBuilder("x").startSpan().isRecording()).isTrue();
    }
  }
}
