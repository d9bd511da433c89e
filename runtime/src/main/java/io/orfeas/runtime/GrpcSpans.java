package io.orfeas.runtime;

import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the spans of gRPC calls.
 *
 * <p>Source: OpenTelemetry's semantic conventions for RPC and for gRPC, version 1.37: names,
 * attributes, and which status is an error on which side.
 */
final class GrpcSpans {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
  private static final AttributeKey<Long> STATUS = AttributeKey.longKey("rpc.grpc.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> PEER = AttributeKey.stringKey("network.peer.address");
  private static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

  /** What a server answers when it failed; the others say that the caller did. */
  private static final Set<Status.Code> SERVER_ERRORS =
      EnumSet.of(
          Status.Code.UNKNOWN,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.UNIMPLEMENTED,
          Status.Code.INTERNAL,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);

  private final Tracer tracer;

  GrpcSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** The span of a call that came in. */
  Span ofServer(ServerCall<?, ?> call, Context caller) {
    Span span = builder(call.getMethodDescriptor(), SpanKind.SERVER, caller).startSpan();
    if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress peer
        && !peer.isUnresolved()) {
      span.setAttribute(PEER, peer.getAddress().getHostAddress());
      span.setAttribute(PEER_PORT, (long) peer.getPort());
    }
    return span;
  }

  /**
   * The span of a call that goes out.
   *
   * @param authority of the server: its host, and its port unless that goes without saying
   */
  Span ofClient(MethodDescriptor<?, ?> method, @Nullable String authority, Context parent) {
    Span span = builder(method, SpanKind.CLIENT, parent).startSpan();
    if (authority != null) {
      int colon = authority.lastIndexOf(':');
      boolean hasPort = authority.substring(colon + 1).matches("[0-9]{1,5}");
      span.setAttribute(SERVER, hasPort ? authority.substring(0, colon) : authority);
      if (hasPort) {
        span.setAttribute(SERVER_PORT, Long.parseLong(authority.substring(colon + 1)));
      }
    }
    return span;
  }

  /** Ends the span of a call that was answered here. To end it again does nothing. */
  static void endServer(Span span, Status status) {
    end(span, status, SERVER_ERRORS.contains(status.getCode()));
  }

  /** Ends the span of a call that was answered elsewhere. */
  static void endClient(Span span, Status status) {
    end(span, status, !status.isOk());
  }

  private SpanBuilder builder(MethodDescriptor<?, ?> method, SpanKind kind, Context parent) {
    return tracer
        .spanBuilder(method.getFullMethodName())
        .setSpanKind(kind)
        .setParent(parent)
        .setAttribute(SYSTEM, "grpc")
        .setAttribute(SERVICE, String.valueOf(method.getServiceName()))
        .setAttribute(METHOD, String.valueOf(method.getBareMethodName()));
  }

  private static void end(Span span, Status status, boolean failed) {
    span.setAttribute(STATUS, (long) status.getCode().value());
    if (failed) {
      span.setAttribute(ERROR, status.getCode().name());
      String description = status.getDescription();
      span.setStatus(StatusCode.ERROR, description == null ? "" : description);
      if (status.getCause() != null) {
        span.recordException(status.getCause());
      }
    }
    span.end();
  }
}
