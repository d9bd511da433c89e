package io.orfeas.access;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.ContentDigest;
import io.orfeas.runtime.Failure;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSession;

/**
 * The gate before an HTTP or gRPC server. The body is checked as it streams by: its end reaches the
 * service only when it was the body that was signed for, and services act at the end.
 */
final class AccessDecorator implements DecoratingHttpServiceFunction {
  private final Gate gate;
  private final boolean mayBlock;
  private final boolean trustPeers;

  /**
   * The gate.
   *
   * @param mayBlock whether deciding waits for the network
   * @param trustPeers whether who shows a certificate is another service, and is let pass
   */
  AccessDecorator(Gate gate, boolean mayBlock, boolean trustPeers) {
    this.gate = gate;
    this.mayBlock = mayBlock;
    this.trustPeers = trustPeers;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    if (trustPeers && showsCertificate(ctx)) {
      return delegate.serve(ctx, request);
    }
    AccessRequest asked = ask(ctx, request.headers());
    ctx.setAdditionalResponseHeader(AgentHeaders.REQUEST_ID, asked.requestId());
    if (!mayBlock) {
      return decide(delegate, ctx, request, asked);
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> decideOrFail(delegate, ctx, request, asked), ctx.blockingTaskExecutor()));
  }

  private HttpResponse decide(
      HttpService delegate, ServiceRequestContext ctx, HttpRequest request, AccessRequest asked)
      throws Exception {
    Admission admission;
    try {
      admission = gate.admit(asked);
    } catch (Failure refusal) {
      return new Refusal(refusal, request.headers().get(HttpHeaderNames.CONTENT_TYPE)).response();
    }
    HttpRequest checked = named(watched(request, asked, admission), admission);
    ctx.updateRequest(checked);
    return delegate.serve(ctx, checked);
  }

  private HttpResponse decideOrFail(
      HttpService delegate, ServiceRequestContext ctx, HttpRequest request, AccessRequest asked) {
    try {
      return decide(delegate, ctx, request, asked);
    } catch (Exception failed) {
      return HttpResponse.ofFailure(failed);
    }
  }

  /** The request, which fails at its end when its body is another one. */
  private HttpRequest watched(HttpRequest request, AccessRequest asked, Admission admission) {
    if (admission.bodyDigest().isEmpty() || isSocket(request.headers())) {
      return request;
    }
    String expected = admission.bodyDigest().get();
    ContentDigest digest = new ContentDigest();
    HttpRequest read = request.peekData(data -> update(digest, data));
    CompletableFuture<StreamMessage<HttpObject>> end =
        read.whenComplete()
            .thenApply(
                done ->
                    digest.matches(expected)
                        ? StreamMessage.of()
                        : StreamMessage.aborted(gate.wrongBody(asked, admission)));
    return HttpRequest.of(request.headers(), StreamMessage.concat(read, StreamMessage.of(end)));
  }

  /** What comes on a socket is not the body of the request that opened it. */
  private static boolean isSocket(RequestHeaders headers) {
    return switch (headers.method()) {
      case CONNECT -> true;
      case GET -> "websocket".equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE));
      default -> false;
    };
  }

  private static void update(ContentDigest digest, HttpData data) {
    digest.update(data.array());
  }

  private static HttpRequest named(HttpRequest request, Admission admission) {
    RequestHeaders headers =
        request
            .headers()
            .withMutations(
                lines -> {
                  AgentHeaders.CREDENTIALS.forEach(lines::remove);
                  lines.set(AgentHeaders.VERIFIED_AGENT, admission.caller().agent());
                });
    return request.withHeaders(headers);
  }

  private static boolean showsCertificate(ServiceRequestContext ctx) {
    SSLSession session = ctx.sslSession();
    if (session == null) {
      return false;
    }
    try {
      return session.getPeerCertificates().length > 0;
    } catch (javax.net.ssl.SSLPeerUnverifiedException none) {
      return false;
    }
  }

  private static AccessRequest ask(ServiceRequestContext ctx, RequestHeaders headers) {
    return new AccessRequest(
        headers.method().name(),
        headers.path(),
        ctx.clientAddress().getHostAddress(),
        TraceIds.of(headers.get(TraceIds.HEADER)),
        // Never the caller's own, which could be another request's.
        UUID.randomUUID().toString(),
        headers::get,
        Optional.empty());
  }
}
