package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** How a call within the process ends its span, where no transport tells why it was cancelled. */
class TracedServerCallTest {
  private static final AttributeKey<Long> CODE = AttributeKey.longKey("rpc.grpc.status_code");

  private final KeptSpans ended = new KeptSpans();
  private final ServerCall.Listener<GetStatsRequest> call = start();

  @Test
  void onCancel_callerThatLeft_isCancelled() {
    call.onCancel();

    assertEndedWith(Status.Code.CANCELLED);
  }

  @Test
  void onCancel_timeThatRanOut_isTheDeadline() {
    try (Context.CancellableContext timed = Context.current().withCancellation()) {
      timed.cancel(new TimeoutException("context timed out"));
      timed.run(call::onCancel);
    }

    assertEndedWith(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void onComplete_callThatNobodyClosed_isUnknown() {
    call.onComplete();

    assertEndedWith(Status.Code.UNKNOWN);
  }

  private void assertEndedWith(Status.Code code) {
    assertThat(ended.all())
        .extracting(span -> span.getAttributes().get(CODE))
        .containsExactly((long) code.value());
  }

  private ServerCall.Listener<GetStatsRequest> start() {
    GrpcSpans spans = new GrpcSpans(ended.tracing.tracer());
    io.opentelemetry.context.Context root = io.opentelemetry.context.Context.root();
    CallSpan span = spans.ofServer(CacheServiceGrpc.getGetStatsMethod(), root);
    return TracedServerCall.start(
        span.within(root),
        span,
        new SilentCall(),
        new Metadata(),
        (started, headers) -> new ServerCall.Listener<>() {});
  }

  private static final class SilentCall extends ServerCall<GetStatsRequest, GetStatsResponse> {
    @Override
    public void request(int count) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(GetStatsResponse message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<GetStatsRequest, GetStatsResponse> getMethodDescriptor() {
      return CacheServiceGrpc.getGetStatsMethod();
    }
  }
}
