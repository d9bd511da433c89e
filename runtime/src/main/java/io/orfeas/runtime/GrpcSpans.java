package io.orfeas.runtime;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of gRPC calls.
 *
 * <p>Source: OpenTelemetry's semantic conventions for RPC and for gRPC: names, attributes, and
 * which status is an error on which side. Of the optional ones only where the other side is.
 */
final class GrpcSpans {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
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

  private static final Set<Status.Code> CLIENT_ERRORS =
      EnumSet.complementOf(EnumSet.of(Status.Code.OK));

  private final Tracer tracer;

  GrpcSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** The span of a call that came in; on the thread that it came in on. */
  CallSpan ofServer(MethodDescriptor<?, ?> method, Context caller) {
    Span span = begin(method, SpanKind.SERVER, caller);
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    if (armeria != null) {
      InetSocketAddress peer = armeria.remoteAddress();
      span.setAttribute(PEER, peer.getHostString());
      span.setAttribute(PEER_PORT, (long) peer.getPort());
    }
    return new CallSpan(span, SERVER_ERRORS);
  }

  /**
   * The span of a call that goes out.
   *
   * @param authority of the server: its host, and its port unless that goes without saying
   */
  CallSpan ofClient(MethodDescriptor<?, ?> method, @Nullable String authority, Context caller) {
    Span span = begin(method, SpanKind.CLIENT, caller);
    if (authority != null) {
      int colon = authority.lastIndexOf(':');
      boolean hasPort = colon >= 0 && authority.substring(colon + 1).matches("[0-9]{1,5}");
      String host = hasPort ? authority.substring(0, colon) : authority;
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      span.setAttribute(SERVER, bracketed ? host.substring(1, host.length() - 1) : host);
      if (hasPort) {
        span.setAttribute(SERVER_PORT, Long.parseLong(authority.substring(colon + 1)));
      }
    }
    return new CallSpan(span, CLIENT_ERRORS);
  }

  private Span begin(MethodDescriptor<?, ?> method, SpanKind kind, Context caller) {
    SpanBuilder span = tracer.spanBuilder(method.getFullMethodName());
    return span.setSpanKind(kind)
        .setParent(caller)
        .setAttribute(SYSTEM, "grpc")
        .setAttribute(SERVICE, String.valueOf(method.getServiceName()))
        .setAttribute(METHOD, String.valueOf(method.getBareMethodName()))
        .startSpan();
  }
}
