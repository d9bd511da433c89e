package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcTracingTest {
  private final Counts spans = new Counts();
  private final Tracing tracing =
      Tracing.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(spans).build())
              .build());
  private final ManagedChannel nowhere =
      InProcessChannelBuilder.forName("nowhere").directExecutor().build();
  private final Channel traced =
      ClientInterceptors.intercept(nowhere, tracing.grpcClient("127.0.0.1:1").orElseThrow());

  @AfterEach
  void close() {
    nowhere.shutdownNow();
  }

  @Test
  void client_callThatIsNeverStarted_beginsNoSpan() {
    ClientCall<GetStatsRequest, GetStatsResponse> call = call();
    call.cancel("changed my mind", null);

    assertThat(spans.begun).isZero();
  }

  @Test
  void client_callThatFails_endsTheSpanThatItBegan() {
    ClientCall<GetStatsRequest, GetStatsResponse> call = call();
    call.start(new ClientCall.Listener<>() {}, new Metadata());

    assertThat(spans.begun).isOne();
    assertThat(spans.ended).isOne();
  }

  private ClientCall<GetStatsRequest, GetStatsResponse> call() {
    return traced.newCall(CacheServiceGrpc.getGetStatsMethod(), CallOptions.DEFAULT);
  }

  /** All on the thread of the test. */
  private static final class Counts implements SpanProcessor {
    private int begun;
    private int ended;

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      begun++;
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      ended++;
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
