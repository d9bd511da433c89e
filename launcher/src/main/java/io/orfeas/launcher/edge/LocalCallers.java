package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Hides a service from callers that are not on this machine. */
final class LocalCallers extends SimpleDecoratingHttpService {
  LocalCallers(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
    if (!ctx.remoteAddress().getAddress().isLoopbackAddress()) {
      throw HttpStatusException.of(HttpStatus.NOT_FOUND);
    }
    return unwrap().serve(ctx, req);
  }
}
