package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams whose cache-service cannot even be asked. */
class WatchesTest {
  private final Metrics metrics = new Metrics();
  private final BrokenChannel channel = new BrokenChannel();
  private final Watches watches =
      new Watches(
          new CacheCalls(
              CacheServiceGrpc.newBlockingStub(channel),
              CacheServiceGrpc.newStub(channel),
              new Guard("cache", 8, Duration.ofSeconds(1), metrics),
              Duration.ofSeconds(1),
              metrics.counter("failures_total", "test", "operation")));

  @Test
  void check_callCannotBeMade_asksAgainTheNextTime() {
    watches.add(new SilentStream()).beforeStart(new SilentCall());

    watches.check();
    watches.check();
    assertThat(channel.calls).isEqualTo(2);
  }

  /** Fails whoever calls. */
  private static final class BrokenChannel extends Channel {
    private int calls;

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      calls++;
      throw new IllegalStateException("on purpose");
    }

    @Override
    public String authority() {
      return "nobody";
    }
  }

  private static final class SilentStream
      implements ClientResponseObserver<WatchRequest, WatchResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {}

    @Override
    public void onNext(WatchResponse response) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }

  private static final class SilentCall extends ClientCallStreamObserver<WatchRequest> {
    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(WatchRequest request) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }
}
