package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.opentelemetry.context.Context;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one HTTP path by calling its RPC. */
final class TranscodingService implements HttpService {
  private static final Logger logger = LoggerFactory.getLogger(TranscodingService.class);
  private static final Metadata.Key<String> ACCEPT =
      Metadata.Key.of("accept", Metadata.ASCII_STRING_MARSHALLER);

  private final HttpBinding binding;
  private final Channel backend;

  TranscodingService(HttpBinding binding, Channel backend) {
    this.binding = binding;
    this.backend = backend;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest http) {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    HttpResponse response = HttpResponse.of(answer);
    // The body comes on the connection's thread, which knows nothing of this request's trace.
    Context trace = Context.current();
    request(ctx, http)
        .whenComplete(
            (message, failure) -> {
              if (failure == null) {
                trace.wrap(() -> call(http, message, answer, response)).run();
              } else {
                answer.complete(refusal(failure));
              }
            });
    return response;
  }

  private CompletableFuture<Message> request(ServiceRequestContext ctx, HttpRequest http) {
    MediaType type = http.contentType();
    if (type == null || !type.is(MediaType.MULTIPART_FORM_DATA)) {
      return http.aggregate().thenApply(body -> plain(ctx, body));
    }
    if (!type.parameters().containsKey("boundary")) {
      return CompletableFuture.failedFuture(
          Failure.invalid(
              "MALFORMED_BODY", "body", "body: multipart without boundary (expected: one)"));
    }
    return Multipart.from(http).aggregate().thenApply(form -> form(ctx, form.bodyParts()));
  }

  private void call(
      HttpRequest http,
      Message request,
      CompletableFuture<HttpResponse> answer,
      HttpResponse response) {
    String accept = http.headers().get(HttpHeaderNames.ACCEPT, "");
    Metadata metadata = new Metadata();
    if (!accept.isEmpty()) {
      metadata.put(ACCEPT, accept);
    }
    ClientCall<Message, Message> call = backend.newCall(binding.method(), CallOptions.DEFAULT);
    boolean streaming = !binding.method().getType().serverSendsOneMessage();
    call.start(new HttpAnswer(call, AnswerForm.of(streaming, accept), answer), metadata);
    // Also before the first message, when nothing has been written that could fail.
    response
        .whenComplete()
        .exceptionally(
            gone -> {
              call.cancel("the reader left", gone);
              return null;
            });
    call.sendMessage(request);
    call.halfClose();
    // One more than a unary answer has, for its end is reported only when asked for.
    call.request(streaming ? 1 : 2);
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
    ctx.pathParams().forEach((name, value) -> binder.parameter(name, List.of(value)));
    return binder.parameters(query);
  }

  private static HttpResponse refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof com.linecorp.armeria.server.HttpStatusException
        || cause instanceof com.linecorp.armeria.common.ContentTooLargeException) {
      // The server knows which status these mean.
      return HttpResponse.ofFailure(cause);
    }
    if (StatusMapper.isUnforeseen(cause)) {
      logger.warn("request could not be read", cause);
    }
    return HttpErrors.response(StatusMapper.toStatus(cause));
  }
}
