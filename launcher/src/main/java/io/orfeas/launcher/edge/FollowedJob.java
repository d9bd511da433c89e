package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.inference.v1.ResumeResponse;
import io.orfeas.progress.v1.End;
import io.orfeas.progress.v1.ServerMessage;
import java.util.concurrent.TimeUnit;

/** A job that a WebSocket's client follows: passes its events on, one at a time. */
final class FollowedJob extends ClientCall.Listener<ResumeResponse> {
  private final String name;
  private final ProgressSocket socket;
  private final WebSocketWriter out;
  private final ClientCall<ResumeRequest, ResumeResponse> call;
  private volatile boolean left;

  FollowedJob(String name, Channel inference, ProgressSocket socket, WebSocketWriter out) {
    this.name = name;
    this.socket = socket;
    this.out = out;
    call =
        inference.newCall(
            InferenceServiceGrpc.getResumeMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(CallTimes.LONGEST.toSeconds(), TimeUnit.SECONDS));
  }

  /** As the client calls it. */
  String name() {
    return name;
  }

  void start() {
    call.start(this, new Metadata());
    call.sendMessage(ResumeRequest.newBuilder().setResumeToken(name).build());
    call.halfClose();
    call.request(1);
  }

  /** The client has lost interest: it hears no more of this. */
  void leave() {
    left = true;
    call.cancel("the reader left", null);
  }

  @Override
  public void onMessage(ResumeResponse message) {
    if (!left && socket.say(about().setEvent(message.getEvent()))) {
      out.whenConsumed().thenRun(() -> call.request(1));
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (left) {
      return;
    }
    socket.ended(this);
    socket.say(
        status.isOk()
            ? about().setEnd(End.getDefaultInstance())
            : about().setError(StatusProto.fromStatusAndTrailers(status, trailers)));
  }

  private ServerMessage.Builder about() {
    return ServerMessage.newBuilder().setJob(name);
  }
}
