package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.runtime.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the message of one HTTP path from a request: its path, its query, and a body that is JSON,
 * a file, or a form with a file in it.
 */
final class RequestReader {
  /** What the parts of a form may add to the file in it. */
  private static final long FORM_BYTES = 64 << 10;

  private final HttpBinding binding;
  private final EdgeSettings settings;
  private final UploadBudget budget;

  RequestReader(HttpBinding binding, EdgeSettings settings, UploadBudget budget) {
    this.binding = binding;
    this.settings = settings;
    this.budget = budget;
  }

  /** The request's message, once all of it is there. */
  CompletableFuture<Message> read(ServiceRequestContext ctx, HttpRequest http) {
    MediaType type = http.contentType();
    boolean form = type != null && type.is(MediaType.MULTIPART_FORM_DATA);
    ctx.setMaxRequestLength(settings.maxBodyBytes() + (form ? FORM_BYTES : 0));
    if (!binding.body().isEmpty()) {
      Runnable release = budget.hold(length(http));
      ctx.log().whenComplete().thenRun(release);
    }
    String boundary = form ? boundary(type) : "";
    return http.aggregate().thenApply(body -> form ? form(ctx, body, boundary) : plain(ctx, body));
  }

  private long length(HttpRequest http) {
    long declared = http.headers().contentLength();
    return declared >= 0 ? Math.min(declared, settings.maxBodyBytes()) : settings.maxBodyBytes();
  }

  private Message plain(ServiceRequestContext ctx, AggregatedHttpRequest http) {
    MediaType type = http.contentType();
    return bound(ctx).body(http.content().array(), type == null ? null : type.toString()).build();
  }

  private Message form(ServiceRequestContext ctx, AggregatedHttpRequest http, String boundary) {
    RequestBinder binder = bound(ctx);
    for (MultipartForm.Part part : MultipartForm.read(http.content().array(), boundary)) {
      if (part.name().equals(binding.body())) {
        binder.body(part.content(), part.contentType());
      } else {
        binder.parameter(part.name(), List.of(part.text()));
      }
    }
    return binder.build();
  }

  private static String boundary(MediaType type) {
    List<String> boundaries = type.parameters().getOrDefault("boundary", List.of());
    if (boundaries.isEmpty()) {
      throw Failure.invalid(
          "MALFORMED_BODY", "body", "body: multipart without boundary (expected: one)");
    }
    return boundaries.get(0);
  }

  private RequestBinder bound(ServiceRequestContext ctx) {
    Map<String, List<String>> query = new TreeMap<>();
    ctx.queryParams().names().forEach(name -> query.put(name, ctx.queryParams().getAll(name)));
    RequestBinder binder = new RequestBinder(binding.newRequest(), binding.body());
    ctx.pathParams().forEach(binder::path);
    return binder.parameters(query);
  }
}
