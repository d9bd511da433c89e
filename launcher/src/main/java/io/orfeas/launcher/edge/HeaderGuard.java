package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses requests by their head alone: too many headers, names that hide behind others, encoded
 * bodies (a small one can unpack to anything), and paths with an escaped slash.
 */
final class HeaderGuard extends SimpleDecoratingHttpService {
  private static final int MAX_HEADERS = 64;

  HeaderGuard(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
    Optional<AggregatedHttpResponse> refusal = refusal(req.headers());
    return refusal.isPresent() ? refusal.get().toHttpResponse() : unwrap().serve(ctx, req);
  }

  static Optional<AggregatedHttpResponse> refusal(RequestHeaders headers) {
    if (headers.size() > MAX_HEADERS) {
      return refused(
          HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "headers: %d (expected: at most %d)".formatted(headers.size(), MAX_HEADERS));
    }
    if (headers.names().stream().anyMatch(name -> name.toString().indexOf('_') >= 0)) {
      return refused(HttpStatus.BAD_REQUEST, "headers: a name with _ (expected: none)");
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return refused(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content-encoding: not supported in requests (expected: identity)");
    }
    String path = headers.path().split("\\?", 2)[0].toLowerCase(Locale.ROOT);
    if (path.contains("%2f") || path.contains("%5c")) {
      return refused(HttpStatus.BAD_REQUEST, "path: an escaped slash (expected: none)");
    }
    return Optional.empty();
  }

  private static Optional<AggregatedHttpResponse> refused(HttpStatus status, String message) {
    return Optional.of(EdgeErrors.of(status, message));
  }
}
