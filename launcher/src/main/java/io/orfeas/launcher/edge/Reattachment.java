package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.grpc.MethodDescriptor;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.ResumeRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Continues an event stream that its reader lost: a browser then repeats its request with the id of
 * the last event it has seen as {@code Last-Event-ID}.
 */
final class Reattachment {
  private Reattachment() {}

  /**
   * Answers with the events after the given one. A request to generate that brings its picture
   * again is begun anew when its run is no longer known; the events' sequence numbers tell.
   *
   * @param request what to ask where there is nothing to continue
   */
  static void to(
      String lastEventId,
      HttpBinding binding,
      Message request,
      TranscodingService.Caller caller,
      CompletableFuture<HttpResponse> answer) {
    String method = binding.method().getFullMethodName();
    ResumeRequest rest = ResumeRequest.newBuilder().setResumeToken(lastEventId).build();
    if (method.equals(InferenceServiceGrpc.getResumeMethod().getFullMethodName())) {
      caller.call(binding.method(), rest, answer);
    } else if (method.equals(InferenceServiceGrpc.getGenerateMethod().getFullMethodName())) {
      CompletableFuture<HttpResponse> continued = new CompletableFuture<>();
      continued.thenAccept(response -> continueOrBegin(response, binding, request, caller, answer));
      caller.call(resume(), rest, continued);
    } else {
      caller.call(binding.method(), request, answer);
    }
  }

  private static void continueOrBegin(
      HttpResponse continued,
      HttpBinding binding,
      Message request,
      TranscodingService.Caller caller,
      CompletableFuture<HttpResponse> answer) {
    if (continued instanceof com.linecorp.armeria.common.HttpResponseWriter) {
      answer.complete(continued);
      return;
    }
    // An error or the news that nothing follows: short, and there already.
    continued
        .aggregate()
        .thenAccept(
            whole -> {
              if (whole.status().equals(HttpStatus.NOT_FOUND)) {
                caller.call(binding.method(), request, answer);
              } else {
                answer.complete(whole.toHttpResponse());
              }
            });
  }

  // The methods of generated services all exchange messages.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static MethodDescriptor<Message, Message> resume() {
    return (MethodDescriptor<Message, Message>)
        (MethodDescriptor) InferenceServiceGrpc.getResumeMethod();
  }
}
