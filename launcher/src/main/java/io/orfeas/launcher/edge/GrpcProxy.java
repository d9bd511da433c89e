package io.orfeas.launcher.edge;

import com.google.common.io.ByteStreams;
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
import io.orfeas.runtime.CallContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Passes the calls of one gRPC service on to the server behind it, messages unread.
 *
 * <p>Cancellation goes through in both directions. Answers are asked for as the caller's side gets
 * ready for more; requests are bounded by the server's request limit.
 */
final class GrpcProxy implements BindableService {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES = new Bytes();

  private final ServiceDescriptor service;
  private final Channel backend;

  GrpcProxy(ServiceDescriptor service, Channel backend) {
    this.service = service;
    this.backend = backend;
  }

  @Override
  public ServerServiceDefinition bindService() {
    // Built anew with methods that do not parse; the schema stays, for reflection.
    List<MethodDescriptor<byte[], byte[]>> methods = new ArrayList<>();
    ServiceDescriptor.Builder unread =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
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
      Duration remaining = CallContext.remaining();
      ClientCall<byte[], byte[]> callee =
          backend.newCall(
              caller.getMethodDescriptor(),
              CallOptions.DEFAULT.withDeadline(
                  Deadline.after(remaining.toMillis(), TimeUnit.MILLISECONDS)));
      Backward backward = new Backward(caller, callee);
      callee.start(backward, headers);
      callee.request(1);
      caller.request(1);
      return new Forward(caller, callee);
    }
  }

  /** From the caller to the server behind. */
  private static final class Forward extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> callee;

    private Forward(ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> callee) {
      this.caller = caller;
      this.callee = callee;
    }

    @Override
    public void onMessage(byte[] message) {
      callee.sendMessage(message);
      caller.request(1);
    }

    @Override
    public void onHalfClose() {
      callee.halfClose();
    }

    @Override
    public void onCancel() {
      callee.cancel("the caller left", null);
    }

    @Override
    public void onReady() {
      callee.request(1);
    }
  }

  /** From the server behind to the caller. */
  private static final class Backward extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> callee;

    private Backward(ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> callee) {
      this.caller = caller;
      this.callee = callee;
    }

    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      caller.sendMessage(message);
      if (caller.isReady()) {
        callee.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      caller.close(status, trailers);
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
        return ByteStreams.toByteArray(stream);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
