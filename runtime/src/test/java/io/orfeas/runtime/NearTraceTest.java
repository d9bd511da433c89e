package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.junit.jupiter.api.Test;

class NearTraceTest {
  private static final ContextKey<String> WHAT = ContextKey.named("what");

  private final Metadata headers = new Metadata();

  @Test
  void get_headersOfThisProcess_isTheContextItself() {
    Context context = Context.root().with(WHAT, "a trace");
    NearTrace.put(headers, context);

    assertThat(NearTrace.get(headers)).isSameAs(context);
  }

  @Test
  void get_headersOfACallThatIsPassedOn_isTheLastContext() {
    Context last = Context.root().with(WHAT, "last");
    NearTrace.put(headers, Context.root().with(WHAT, "first"));
    NearTrace.put(headers, last);

    assertThat(NearTrace.get(headers)).isSameAs(last);
  }

  @Test
  void get_noTrace_isNull() {
    assertThat(NearTrace.get(headers)).isNull();

    NearTrace.put(headers, Context.root());
    assertThat(NearTrace.get(headers)).isNull();
  }

  @Test
  void get_headerFromTheNetwork_isNull() {
    NearTrace.put(headers, Context.root().with(WHAT, "a trace"));
    String name = headers.keys().iterator().next();
    Metadata received = new Metadata();
    received.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), new byte[] {1, 2});

    assertThat(NearTrace.get(received)).isNull();
  }
}
