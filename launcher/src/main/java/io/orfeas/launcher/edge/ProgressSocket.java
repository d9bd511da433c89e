package io.orfeas.launcher.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.grpc.Channel;
import io.orfeas.progress.v1.ClientMessage;
import io.orfeas.progress.v1.Heartbeat;
import io.orfeas.progress.v1.ServerMessage;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One WebSocket connection: what its client says, and the jobs that it follows. The messages are
 * those of {@code orfeas.progress.v1}, as JSON.
 *
 * <p>A frame is read when the one before has been dealt with, and a job's next event is asked for
 * when the one before has gone out: a slow client costs one event per job.
 */
final class ProgressSocket implements Subscriber<WebSocketFrame> {
  /** Jobs that one connection may follow at once. */
  static final int MAX_JOBS = 16;

  private final Channel inference;
  private final WebSocketWriter out;
  private final Liveness client;
  private final Map<String, FollowedJob> jobs = new ConcurrentHashMap<>();
  private volatile Subscription frames = NOTHING;

  ProgressSocket(Channel inference, WebSocketWriter out, Liveness client) {
    this.inference = inference;
    this.out = out;
    this.client = client;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    frames = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(WebSocketFrame frame) {
    client.heard();
    switch (frame.type()) {
      case TEXT -> text(frame);
      case PING -> out.writePong(frame.array());
      case CLOSE -> close(WebSocketCloseStatus.NORMAL_CLOSURE);
      case PONG -> {}
      default -> close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE); // Only text is spoken here.
    }
    frames.request(1);
  }

  @Override
  public void onError(Throwable gone) {
    leaveAll();
  }

  @Override
  public void onComplete() {
    close(WebSocketCloseStatus.NORMAL_CLOSURE);
  }

  /** To be called every {@link Liveness#HEARTBEAT}. */
  void beat() {
    if (client.isDead()) {
      close(WebSocketCloseStatus.POLICY_VIOLATION);
    } else if (out.isOpen()) {
      say(ServerMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
      out.writePing();
    }
  }

  /** Ends the connection, from this side. */
  void close(WebSocketCloseStatus why) {
    leaveAll();
    frames.cancel();
    if (out.isOpen()) {
      out.close(why);
    }
  }

  /** Says something, unless the connection has ended. */
  boolean say(ServerMessage.Builder message) {
    try {
      return out.tryWrite(AnswerForm.json(message.build()));
    } catch (InvalidProtocolBufferException unprintable) {
      throw new IllegalStateException(unprintable);
    }
  }

  private void text(WebSocketFrame frame) {
    try {
      act(parse(frame));
    } catch (Failure refused) {
      say(ServerMessage.newBuilder().setError(StatusMapper.toStatus(refused)));
    }
  }

  private static ClientMessage parse(WebSocketFrame frame) {
    if (!frame.isFinalFragment()) {
      throw Failure.invalid("MALFORMED_MESSAGE", "message", "message: in parts (expected: whole)");
    }
    ClientMessage.Builder message = ClientMessage.newBuilder();
    try {
      JsonFormat.parser().merge(frame.text(), message);
    } catch (InvalidProtocolBufferException unreadable) {
      throw Failure.invalid(
          "MALFORMED_MESSAGE",
          "message",
          "message: " + ReadProblem.of(unreadable) + " (expected: JSON)");
    }
    return message.build();
  }

  private void act(ClientMessage message) {
    switch (message.getMessageCase()) {
      case SUBSCRIBE -> follow(message.getSubscribe().getJob());
      case UNSUBSCRIBE -> leave(message.getUnsubscribe().getJob());
      case HEARTBEAT -> {}
      case MESSAGE_NOT_SET ->
          throw Failure.invalid(
              "MALFORMED_MESSAGE",
              "message",
              "message: empty (expected: subscribe|unsubscribe|heartbeat)");
    }
  }

  private void follow(String name) {
    leave(name);
    if (jobs.size() >= MAX_JOBS) {
      throw Failure.of(
          io.grpc.Status.Code.RESOURCE_EXHAUSTED,
          "TOO_MANY_JOBS",
          "jobs: %d followed already (expected: at most %d)".formatted(jobs.size(), MAX_JOBS));
    }
    FollowedJob job = new FollowedJob(name, inference, this, out);
    jobs.put(name, job);
    job.start();
  }

  private void leave(String name) {
    FollowedJob job = jobs.remove(name);
    if (job != null) {
      job.leave();
    }
  }

  /** A job has ended by itself. */
  void ended(FollowedJob job) {
    jobs.remove(job.name(), job);
  }

  private void leaveAll() {
    jobs.values().forEach(FollowedJob::leave);
    jobs.clear();
  }

  private static final Subscription NOTHING =
      new Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
      };
}
