package io.orfeas.runtime;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.prometheus.client.exporter.common.TextFormat;

/** {@code GET /metrics}: the Prometheus exposition of this process. */
public final class MetricsHttpService extends AbstractHttpService {
  private final Metrics metrics;

  /** Exposes the given metrics. */
  public MetricsHttpService(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest req) {
    String contentType = TextFormat.chooseContentType(req.headers().get(HttpHeaderNames.ACCEPT));
    return HttpResponse.of(
        HttpStatus.OK, MediaType.parse(contentType), HttpData.ofUtf8(metrics.expose(contentType)));
  }
}
