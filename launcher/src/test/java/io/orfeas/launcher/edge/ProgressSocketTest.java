package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.websocket.CloseWebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

class ProgressSocketTest {
  private final AtomicLong nanos = new AtomicLong();
  private final WebSocketWriter out = WebSocket.streaming();
  private final ProgressSocket socket =
      new ProgressSocket(new SilentInference(), out, new Liveness(nanos::get));

  ProgressSocketTest() {
    socket.onSubscribe(new Unlimited());
  }

  @Test
  void beat_clientAlive_sendsAHeartbeatAndAPing() {
    pass(Liveness.HEARTBEAT);

    socket.beat();

    assertThat(sent())
        .extracting(WebSocketFrame::type)
        .containsExactly(WebSocketFrameType.TEXT, WebSocketFrameType.PING);
  }

  @Test
  void beat_clientSilentForAMinute_closes() {
    pass(Liveness.HEARTBEAT);
    socket.beat();
    pass(Liveness.HEARTBEAT);

    socket.beat();

    assertThat(out.isOpen()).isFalse();
    List<WebSocketFrame> frames = sent();
    assertThat(((CloseWebSocketFrame) frames.get(frames.size() - 1)).status())
        .isEqualTo(WebSocketCloseStatus.POLICY_VIOLATION);
  }

  @Test
  void beat_clientAnswersPings_staysOpen() {
    for (int i = 0; i < 10; i++) {
      pass(Liveness.HEARTBEAT);
      socket.beat();
      socket.onNext(WebSocketFrame.ofPong());
    }

    assertThat(out.isOpen()).isTrue();
  }

  @Test
  void ping_isAnsweredWithItsPayload() {
    socket.onNext(WebSocketFrame.ofPing(new byte[] {1, 2}));

    assertThat(sent().get(0).type()).isEqualTo(WebSocketFrameType.PONG);
  }

  @Test
  void subscribe_moreJobsThanAllowed_isRefused() {
    for (int i = 0; i <= ProgressSocket.MAX_JOBS; i++) {
      socket.onNext(WebSocketFrame.ofText("{\"subscribe\":{\"job\":\"" + i + "\"}}"));
    }

    assertThat(sent())
        .singleElement()
        .satisfies(frame -> assertThat(frame.text()).contains("TOO_MANY_JOBS"));
  }

  @Test
  void subscribe_sameJobAgain_takesNoMoreRoom() {
    for (int i = 0; i <= ProgressSocket.MAX_JOBS; i++) {
      socket.onNext(WebSocketFrame.ofText("{\"subscribe\":{\"job\":\"same\"}}"));
    }

    assertThat(sent()).isEmpty();
  }

  @Test
  void binary_isNotSpoken() {
    socket.onNext(WebSocketFrame.ofBinary(new byte[] {1}));

    assertThat(out.isOpen()).isFalse();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<WebSocketFrame> sent() {
    if (out.isOpen()) {
      out.close();
    }
    return out.collect().join().stream()
        .filter(frame -> out.isOpen() || !isNormalClose(frame))
        .toList();
  }

  private static boolean isNormalClose(WebSocketFrame frame) {
    return frame instanceof CloseWebSocketFrame close
        && WebSocketCloseStatus.NORMAL_CLOSURE.equals(close.status());
  }

  /** Never answers. */
  private static final class SilentInference extends Channel {
    @Override
    public <Q, S> ClientCall<Q, S> newCall(MethodDescriptor<Q, S> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<S> listener, Metadata headers) {}

        @Override
        public void request(int count) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
      };
    }

    @Override
    public String authority() {
      return "nobody";
    }
  }

  private static final class Unlimited implements Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }
}
