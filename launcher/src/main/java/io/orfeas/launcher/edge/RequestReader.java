package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.runtime.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
    return form ? form(ctx, http, type) : http.aggregate().thenApply(body -> plain(ctx, body));
  }

  private long length(HttpRequest http) {
    long declared = http.headers().contentLength();
    return declared >= 0 ? Math.min(declared, settings.maxBodyBytes()) : settings.maxBodyBytes();
  }

  private CompletableFuture<Message> form(
      ServiceRequestContext ctx, HttpRequest http, MediaType type) {
    if (!type.parameters().containsKey("boundary")) {
      throw Failure.invalid(
          "MALFORMED_BODY", "body", "body: multipart without boundary (expected: one)");
    }
    return Multipart.from(http)
        .aggregate()
        .handle(
            (parts, malformed) -> {
              if (malformed != null) {
                throw FormProblems.of(malformed);
              }
              return form(ctx, parts.bodyParts());
            });
  }

  private Message plain(ServiceRequestContext ctx, AggregatedHttpRequest http) {
    MediaType type = http.contentType();
    return bound(ctx).body(http.content().array(), type == null ? null : type.toString()).build();
  }

  private Message form(ServiceRequestContext ctx, List<AggregatedBodyPart> parts) {
    RequestBinder binder = bound(ctx);
    for (AggregatedBodyPart part : parts) {
      String name = String.valueOf(part.name());
      if (name.equals(binding.body())) {
        binder.body(part.content().array(), contentType(part));
      } else {
        binder.parameter(name, List.of(part.contentUtf8()));
      }
    }
    return binder.build();
  }

  private static @Nullable String contentType(AggregatedBodyPart part) {
    return part.contentType() == null ? null : part.contentType().toString();
  }

  private RequestBinder bound(ServiceRequestContext ctx) {
    Map<String, List<String>> query = new TreeMap<>();
    ctx.queryParams().names().forEach(name -> query.put(name, ctx.queryParams().getAll(name)));
    RequestBinder binder = new RequestBinder(binding.newRequest(), binding.body());
    ctx.pathParams().forEach(binder::path);
    return binder.parameters(query);
  }
}
