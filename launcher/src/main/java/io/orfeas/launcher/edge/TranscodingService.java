package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.opentelemetry.context.Context;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one HTTP path by calling its RPC. */
final class TranscodingService implements HttpService {
  private static final Logger logger = LoggerFactory.getLogger(TranscodingService.class);

  private final HttpBinding binding;
  private final RequestReader reader;
  private final Channel backend;
  private final Duration receiveTimeout;

  TranscodingService(
      HttpBinding binding, RequestReader reader, Channel backend, Duration receiveTimeout) {
    this.binding = binding;
    this.reader = reader;
    this.backend = backend;
    this.receiveTimeout = receiveTimeout;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest http) {
    CallTimes.startReceiving(ctx, receiveTimeout);
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    HttpResponse response = HttpResponse.of(answer);
    // The body comes on the connection's thread, which knows nothing of this request's trace.
    Context trace = Context.current();
    CompletableFuture<Message> request;
    try {
      request = reader.read(ctx, http);
    } catch (RuntimeException refused) {
      return refusal(refused);
    }
    request.whenComplete(
        (message, failure) -> {
          if (failure == null) {
            trace.wrap(() -> answer(ctx, message, answer, response)).run();
          } else {
            answer.complete(refusal(failure));
          }
        });
    return response;
  }

  private void answer(
      ServiceRequestContext ctx,
      Message request,
      CompletableFuture<HttpResponse> answer,
      HttpResponse response) {
    Deadline deadline = GrpcTimeout.deadline(ctx.request().headers(), CallTimes.of(binding));
    CallTimes.received(ctx, deadline);
    String accept = ctx.request().headers().get(HttpHeaderNames.ACCEPT, "");
    boolean streaming = !binding.method().getType().serverSendsOneMessage();
    AnswerForm form = AnswerForm.of(streaming, accept);
    Caller caller =
        (method, message, to) -> {
          ClientCall<Message, Message> call =
              backend.newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
          call.start(
              new HttpAnswer(call, form, to, ctx.eventLoop()),
              CallHeaders.of(ctx.request().headers()));
          cancelWhenGone(ctx, response, call);
          call.sendMessage(message);
          call.halfClose();
          // One more than a unary answer has, for its end is reported only when asked for.
          call.request(streaming ? 1 : 2);
        };
    String lastEventId = ctx.request().headers().get("last-event-id", "");
    if (form == AnswerForm.EVENTS && !lastEventId.isEmpty()) {
      Reattachment.to(lastEventId, binding, request, caller, answer);
    } else {
      caller.call(binding.method(), request, answer);
    }
  }

  /** Makes a call whose answer goes to the given place. */
  @FunctionalInterface
  interface Caller {
    void call(
        MethodDescriptor<Message, Message> method,
        Message request,
        CompletableFuture<HttpResponse> answer);
  }

  /**
   * Also before the first message, when nothing has been written that could fail. Whichever hears
   * first: the request that its connection is gone, or the answer that nobody takes it.
   */
  private static void cancelWhenGone(
      ServiceRequestContext ctx, HttpResponse response, ClientCall<Message, Message> call) {
    ctx.whenRequestCancelling().thenAccept(gone -> call.cancel("the reader left", gone));
    response
        .whenComplete()
        .exceptionally(
            gone -> {
              call.cancel("the reader left", gone);
              return null;
            });
  }

  private static HttpResponse refusal(Throwable failure) {
    Throwable cause = EdgeErrors.unwrap(failure);
    if (EdgeErrors.knows(cause)) {
      return HttpResponse.ofFailure(cause);
    }
    if (StatusMapper.isUnforeseen(cause)) {
      logger.warn("request could not be read", cause);
    }
    return HttpErrors.response(StatusMapper.toStatus(cause));
  }
}
