package io.orfeas.access.signature;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.DecoratingHttpClientFunction;
import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs the requests of a client: plain HTTP and gRPC calls alike, for a gRPC call is a POST whose
 * body is its framed messages. The body is read to its end first, so a call that streams requests
 * is sent when its last one is known.
 */
public final class RequestSigner implements DecoratingHttpClientFunction {
  private static final int NONCE_BYTES = 16;

  private final Credentials credentials;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Signs with the given key. */
  public RequestSigner(Credentials credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /** The header lines that make a request a signed one. */
  public Map<String, String> headers(String method, String path, byte[] body) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    CanonicalRequest request =
        new CanonicalRequest(
            method,
            path,
            Long.toString(clock.instant().getEpochSecond()),
            HexFormat.of().formatHex(nonce),
            ContentDigest.of(body));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(AgentHeaders.API_KEY, credentials.apiKey());
    headers.put(AgentHeaders.TIMESTAMP, request.timestamp());
    headers.put(AgentHeaders.NONCE, request.nonce());
    headers.put(AgentHeaders.CONTENT_DIGEST, request.contentDigest());
    headers.put(AgentHeaders.SIGNATURE, request.sign(credentials.secret()));
    return headers;
  }

  @Override
  public HttpResponse execute(HttpClient delegate, ClientRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        request.aggregate().thenApply(whole -> send(delegate, ctx, signed(whole))));
  }

  private HttpRequest signed(AggregatedHttpRequest whole) {
    Map<String, String> lines =
        headers(whole.method().name(), whole.path(), whole.content().array());
    return HttpRequest.of(
        whole.headers().withMutations(headers -> lines.forEach(headers::set)),
        whole.content(),
        whole.trailers());
  }

  private static HttpResponse send(
      HttpClient delegate, ClientRequestContext ctx, HttpRequest request) {
    ctx.updateRequest(request);
    try {
      return delegate.execute(ctx, request);
    } catch (Exception failed) {
      return HttpResponse.ofFailure(failed);
    }
  }
}
