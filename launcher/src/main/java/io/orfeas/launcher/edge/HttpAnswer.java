package io.orfeas.launcher.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of a call as an HTTP answer.
 *
 * <p>The answer begins with the first message, so that a call that fails before it gets a proper
 * status code. The next message is asked for when the reader has taken the one before; a reader
 * that leaves cancels the call. Event streams get a comment while nothing happens, so that nothing
 * on the way takes them for dead.
 */
final class HttpAnswer extends ClientCall.Listener<Message> {
  private static final int HEARTBEAT_SECONDS = 15;

  /** Begins the names of the services' own headers. */
  private static final String OWN = "x-orfeas-";

  private final ClientCall<Message, Message> call;
  private final AnswerForm form;
  private final CompletableFuture<HttpResponse> response;
  private final ScheduledExecutorService timer;
  private volatile boolean taken = true;
  private @Nullable HttpResponseWriter writer;
  private @Nullable Message whole;
  private Metadata sent = new Metadata();

  HttpAnswer(
      ClientCall<Message, Message> call,
      AnswerForm form,
      CompletableFuture<HttpResponse> response,
      ScheduledExecutorService timer) {
    this.call = call;
    this.form = form;
    this.response = response;
    this.timer = timer;
  }

  @Override
  public void onHeaders(Metadata headers) {
    sent = headers;
  }

  @Override
  public void onMessage(Message message) {
    if (form == AnswerForm.JSON) {
      // The only one: it is sent with its length when the call has ended well.
      whole = message;
      return;
    }
    HttpResponseWriter out = writer != null ? writer : begin(message);
    try {
      taken = false;
      if (out.tryWrite(form.write(message))) {
        out.whenConsumed().thenRun(this::next);
      }
    } catch (InvalidProtocolBufferException unprintable) {
      call.cancel("message: not printable", unprintable);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    Message only = whole;
    if (only != null && status.isOk()) {
      response.complete(entire(only));
    } else if (writer != null) {
      if (status.isOk()) {
        writer.close();
      } else {
        // The status code is on its way already: the cut tells the reader.
        writer.close(status.asRuntimeException(trailers));
      }
    } else if (status.isOk()) {
      // To the reader of an event stream this says that there is no more to come back for.
      response.complete(HttpResponse.of(HttpStatus.NO_CONTENT));
    } else {
      response.complete(HttpErrors.response(StatusProto.fromStatusAndTrailers(status, trailers)));
    }
  }

  private HttpResponse entire(Message message) {
    try {
      HttpData body = form.write(message);
      return HttpResponse.of(head(message), body);
    } catch (InvalidProtocolBufferException unprintable) {
      return HttpErrors.response(
          com.google.rpc.Status.newBuilder()
              .setCode(Status.Code.INTERNAL.value())
              .setMessage("message: not printable")
              .build());
    }
  }

  /** With what the service says besides its messages; the rest is between it and this edge. */
  private ResponseHeaders head(Message first) {
    ResponseHeadersBuilder head =
        ResponseHeaders.builder(HttpStatus.OK).contentType(form.mediaType(first));
    for (String name : sent.keys()) {
      if (name.startsWith(OWN)) {
        String value = sent.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        head.add(name, Objects.requireNonNull(value));
      }
    }
    return head.build();
  }

  private void next() {
    taken = true;
    call.request(1);
  }

  private HttpResponseWriter begin(Message first) {
    HttpResponseWriter out = HttpResponse.streaming();
    writer = out;
    out.write(head(first));
    response.complete(out);
    if (form == AnswerForm.EVENTS) {
      keepAlive(out);
    }
    return out;
  }

  private void keepAlive(HttpResponseWriter out) {
    ScheduledFuture<?> beats =
        timer.scheduleWithFixedDelay(
            () -> beat(out), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    out.whenComplete().whenComplete((done, gone) -> beats.cancel(false));
  }

  /** Not behind something that the reader has not taken yet. */
  private void beat(HttpResponseWriter out) {
    if (taken) {
      taken = out.tryWrite(AnswerForm.HEARTBEAT);
    }
  }
}
