package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceParentTest {
  private static final SpanContext SPAN =
      SpanContext.create(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.getSampled(),
          TraceState.getDefault());

  @Test
  void of_aSpan_isTheHeader() {
    assertThat(TraceParent.of(Context.root().with(Span.wrap(SPAN))))
        .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  @Test
  void of_nothingTraced_isEmpty() {
    assertThat(TraceParent.of(Context.root())).isEmpty();
  }

  @Test
  void parse_whatOfWrote_isTheSameSpan() {
    SpanContext parsed = TraceParent.parse(TraceParent.of(Context.root().with(Span.wrap(SPAN))));

    assertThat(parsed.getTraceId()).isEqualTo(SPAN.getTraceId());
    assertThat(parsed.getSpanId()).isEqualTo(SPAN.getSpanId());
    assertThat(parsed.isSampled()).isTrue();
  }

  @Test
  void parse_noTraceParent_isInvalid() {
    for (String text :
        List.of("", "x", "00-0-0-01", "00-" + "0".repeat(32) + "-" + "0".repeat(16))) {
      assertThat(TraceParent.parse(text).isValid()).as("%s", text).isFalse();
    }
  }
}
