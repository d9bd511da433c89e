package io.orfeas.launcher.edge;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.runtime.CallContext;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes the public calls of one gRPC service on to the server behind it, messages unread.
 *
 * <p>Cancellation and deadlines go through in both directions. A message is asked for on one side
 * only when the other side has taken the one before, so that a slow reader or a slow service costs
 * one message of memory and no more.
 */
final class GrpcProxy implements BindableService {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES = new Bytes();

  /** Up to which a message is no upload: figures are to be had however many of those there are. */
  private static final int SMALL_BYTES = 64 << 10;

  private final ServiceDescriptor service;
  private final Channel backend;
  private final Duration receiveTimeout;
  private final UploadBudget uploads;

  /**
   * A proxy.
   *
   * @param uploads where the bytes of long messages are set aside until their call has ended
   */
  GrpcProxy(
      ServiceDescriptor service, Channel backend, Duration receiveTimeout, UploadBudget uploads) {
    this.service = service;
    this.backend = backend;
    this.receiveTimeout = receiveTimeout;
    this.uploads = uploads;
  }

  @Override
  public ServerServiceDefinition bindService() {
    // Built anew with methods that do not parse; the schema stays, for reflection.
    List<MethodDescriptor<byte[], byte[]>> methods = new ArrayList<>();
    ServiceDescriptor.Builder unread =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : PublicSurface.methods(service)) {
      MethodDescriptor<byte[], byte[]> bytes = method.toBuilder(BYTES, BYTES).build();
      methods.add(bytes);
      unread.addMethod(bytes);
    }
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(unread.build());
    methods.forEach(method -> definition.addMethod(method, new Handler()));
    return definition.build();
  }

  private final class Handler implements ServerCallHandler<byte[], byte[]> {
    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> caller, Metadata headers) {
      Deadline deadline = CallTimes.deadline(CallContext.remaining());
      ServiceRequestContext ctx = ServiceRequestContext.current();
      CallTimes.startReceiving(ctx, receiveTimeout);
      ClientCall<byte[], byte[]> callee =
          backend.newCall(caller.getMethodDescriptor(), CallOptions.DEFAULT.withDeadline(deadline));
      Forward forward =
          new Forward(
              caller,
              callee,
              message -> ctx.log().whenComplete().thenRun(uploads.hold(message.length)),
              () -> CallTimes.received(ctx, deadline));
      callee.start(new Backward(caller, callee, forward), headers);
      boolean one = caller.getMethodDescriptor().getType().serverSendsOneMessage();
      // One more than a unary answer has, for its end is reported only when asked for.
      callee.request(one ? 2 : 1);
      caller.request(1);
      return forward;
    }
  }

  /** From the caller to the server behind. */
  private static final class Forward extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> callee;
    private final Consumer<byte[]> holder;
    private final Runnable received;
    private final AtomicBoolean answerHeld = new AtomicBoolean();
    private final AtomicBoolean requestHeld = new AtomicBoolean();
    private volatile boolean refused;

    private Forward(
        ServerCall<byte[], byte[]> caller,
        ClientCall<byte[], byte[]> callee,
        Consumer<byte[]> holder,
        Runnable received) {
      this.caller = caller;
      this.callee = callee;
      this.holder = holder;
      this.received = received;
    }

    @Override
    public void onMessage(byte[] message) {
      try {
        if (message.length > SMALL_BYTES) {
          holder.accept(message);
        }
      } catch (Failure busy) {
        refuse(busy);
        return;
      }
      requestHeld.set(true);
      callee.sendMessage(message);
      calleeReady();
    }

    private void refuse(Failure busy) {
      refused = true;
      StatusRuntimeException refusal = StatusMapper.toException(busy);
      Metadata details = refusal.getTrailers();
      caller.close(refusal.getStatus(), details == null ? new Metadata() : details);
      callee.cancel("refused", busy);
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        received.run();
        callee.halfClose();
      }
    }

    @Override
    public void onCancel() {
      callee.cancel("the caller left", null);
    }

    @Override
    public void onReady() {
      callerReady();
    }

    /** The caller has taken an answer's message: the next one may come. */
    private void callerReady() {
      if (caller.isReady() && answerHeld.compareAndSet(true, false)) {
        callee.request(1);
      }
    }

    /** The server behind has taken a message: the caller may send the next one. */
    private void calleeReady() {
      if (callee.isReady() && requestHeld.compareAndSet(true, false)) {
        caller.request(1);
      }
    }
  }

  /** From the server behind to the caller. */
  private static final class Backward extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> callee;
    private final Forward forward;

    private Backward(
        ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> callee, Forward forward) {
      this.caller = caller;
      this.callee = callee;
      this.forward = forward;
    }

    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      forward.answerHeld.set(true);
      try {
        caller.sendMessage(message);
      } catch (IllegalStateException gone) {
        callee.cancel("the caller left", gone);
        return;
      }
      forward.callerReady();
    }

    @Override
    public void onReady() {
      forward.calleeReady();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!forward.refused) {
        caller.close(status, trailers);
      }
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
