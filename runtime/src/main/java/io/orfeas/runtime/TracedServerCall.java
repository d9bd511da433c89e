package io.orfeas.runtime;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Runs the handler of a call in the call's trace, on whatever thread, and ends the call's span:
 * when the handler closes the call or fails, or when the caller gives it up.
 */
final class TracedServerCall<Q> extends SimpleForwardingServerCallListener<Q> {
  private final Context context;
  private final Span span;

  private TracedServerCall(Context context, Span span, ServerCall.Listener<Q> handler) {
    super(handler);
    this.context = context;
    this.span = span;
  }

  /**
   * Starts a call.
   *
   * @param caller whose trace it is in
   * @param span of the call; an invalid one where it has none
   */
  static <Q, S> ServerCall.Listener<Q> start(
      Context caller,
      Span span,
      ServerCall<Q, S> call,
      Metadata headers,
      ServerCallHandler<Q, S> next) {
    if (!span.getSpanContext().isValid()) {
      try (Scope scope = caller.makeCurrent()) {
        return new TracedServerCall<>(caller, span, next.startCall(call, headers));
      }
    }
    Context context = caller.with(span);
    try (Scope scope = context.makeCurrent()) {
      return new TracedServerCall<>(context, span, next.startCall(ending(call, span), headers));
    } catch (RuntimeException | Error failed) {
      GrpcSpans.endServer(span, Status.fromThrowable(failed));
      throw failed;
    }
  }

  private static <Q, S> ServerCall<Q, S> ending(ServerCall<Q, S> call, Span span) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        GrpcSpans.endServer(span, status);
        super.close(status, trailers);
      }
    };
  }

  @Override
  public void onMessage(Q message) {
    try (Scope scope = context.makeCurrent()) {
      super.onMessage(message);
    } catch (RuntimeException | Error failed) {
      end(failed);
      throw failed;
    }
  }

  @Override
  public void onHalfClose() {
    try (Scope scope = context.makeCurrent()) {
      super.onHalfClose();
    } catch (RuntimeException | Error failed) {
      end(failed);
      throw failed;
    }
  }

  @Override
  public void onReady() {
    try (Scope scope = context.makeCurrent()) {
      super.onReady();
    } catch (RuntimeException | Error failed) {
      end(failed);
      throw failed;
    }
  }

  @Override
  public void onCancel() {
    try (Scope scope = context.makeCurrent()) {
      super.onCancel();
    } finally {
      GrpcSpans.endServer(span, Status.CANCELLED);
    }
  }

  @Override
  public void onComplete() {
    try (Scope scope = context.makeCurrent()) {
      super.onComplete();
    }
  }

  /** The server closes a call by itself when its handler fails. */
  private void end(Throwable failed) {
    GrpcSpans.endServer(span, Status.fromThrowable(failed));
  }
}
