package io.orfeas.runtime;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a service may want to know of the call it answers, the same on every transport. Only for the
 * thread that the call came in on.
 */
public final class CallContext {
  private static final Metadata.Key<String> ACCEPT =
      Metadata.Key.of("accept", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AGENT =
      Metadata.Key.of("x-orfeas-agent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> AGENT_VALUE = Context.key("agent");
  private static final Context.Key<String> ACCEPT_VALUE = Context.key("accept");
  private static final Context.Key<Metadata> ANSWER_HEADERS = Context.key("answer-headers");
  private static final Context.Key<Deadline> DEADLINE = Context.key("deadline");

  /** Longer than any call. */
  private static final Duration FOREVER = Duration.ofDays(365);

  private CallContext() {}

  /** Makes the calls of a server known here. */
  public static ServerInterceptor interceptor() {
    return new ServerInterceptor() {
      @Override
      public <Q, S> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        Metadata answer = new Metadata();
        Context context =
            Context.current()
                .withValue(ANSWER_HEADERS, answer)
                .withValue(ACCEPT_VALUE, headers.get(ACCEPT))
                .withValue(AGENT_VALUE, headers.get(AGENT));
        Deadline deadline = deadline();
        if (deadline != null) {
          context = context.withValue(DEADLINE, deadline);
        }
        return Contexts.interceptCall(context, new Headed<>(call, answer), headers, next);
      }
    };
  }

  /** The caller's {@code accept} header. */
  public static Optional<String> accept() {
    return Optional.ofNullable(ACCEPT_VALUE.get());
  }

  /** The agent that the gate before the service let in, if any. */
  public static Optional<String> agent() {
    return Optional.ofNullable(AGENT_VALUE.get());
  }

  /**
   * What the call answers besides its messages; for the handler to fill before its first message,
   * then also on another thread. Sent to nobody outside of a call.
   */
  public static Metadata answerHeaders() {
    Metadata headers = ANSWER_HEADERS.get();
    return headers == null ? new Metadata() : headers;
  }

  /** Time until the caller's deadline; very long when it has none. */
  public static Duration remaining() {
    Deadline deadline = DEADLINE.get();
    return deadline == null
        ? FOREVER
        : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /**
   * Where a handler goes on that is not marked as blocking and finds that it has to wait: the
   * threads of its server, in the call's trace, or the thread that it is on if that may wait.
   */
  public static Executor mayBlock() {
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    return armeria != null && armeria.eventLoop().inEventLoop()
        ? io.opentelemetry.context.Context.current().wrap(armeria.blockingTaskExecutor())
        : Runnable::run;
  }

  private static @Nullable Deadline deadline() {
    Deadline own = Context.current().getDeadline();
    if (own != null) {
      return own;
    }
    // Armeria keeps the deadline of a call in its own context.
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    long millis = armeria == null ? 0 : armeria.requestTimeoutMillis();
    return millis > 0 ? Deadline.after(millis, TimeUnit.MILLISECONDS) : null;
  }

  /** A call whose answer has headers of its handler. */
  private static final class Headed<Q, S> extends SimpleForwardingServerCall<Q, S> {
    private final Metadata answer;

    Headed(ServerCall<Q, S> call, Metadata answer) {
      super(call);
      this.answer = answer;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headers.merge(answer);
      super.sendHeaders(headers);
    }
  }
}
