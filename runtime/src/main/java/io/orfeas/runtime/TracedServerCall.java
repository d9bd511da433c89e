package io.orfeas.runtime;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Runs the handler of a call in the call's trace, on whatever thread, and ends the call's span:
 * when the handler closes the call or fails, or when the caller gives it up.
 */
final class TracedServerCall<Q> extends SimpleForwardingServerCallListener<Q> {
  private final Context context;
  private final CallSpan span;

  private TracedServerCall(Context context, CallSpan span, ServerCall.Listener<Q> handler) {
    super(handler);
    this.context = context;
    this.span = span;
  }

  /**
   * Starts a call.
   *
   * @param context with the call's span
   */
  static <Q, S> ServerCall.Listener<Q> start(
      Context context,
      CallSpan span,
      ServerCall<Q, S> call,
      Metadata headers,
      ServerCallHandler<Q, S> next) {
    ServerCall<Q, S> ending = span == CallSpan.NONE ? call : ending(call, span);
    try (Scope scope = context.makeCurrent()) {
      return new TracedServerCall<>(context, span, next.startCall(ending, headers));
    } catch (RuntimeException | Error failed) {
      span.end(failed);
      throw failed;
    }
  }

  /** Not all that is closed comes by here: a server closes by itself what a handler broke off. */
  private static <Q, S> ServerCall<Q, S> ending(ServerCall<Q, S> call, CallSpan span) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        span.end(status);
        super.close(status, trailers);
      }
    };
  }

  @Override
  public void onMessage(Q message) {
    try (Scope scope = context.makeCurrent()) {
      super.onMessage(message);
    } catch (RuntimeException | Error failed) {
      span.end(failed);
      throw failed;
    }
  }

  @Override
  public void onHalfClose() {
    try (Scope scope = context.makeCurrent()) {
      super.onHalfClose();
    } catch (RuntimeException | Error failed) {
      span.end(failed);
      throw failed;
    }
  }

  @Override
  public void onReady() {
    try (Scope scope = context.makeCurrent()) {
      super.onReady();
    } catch (RuntimeException | Error failed) {
      span.end(failed);
      throw failed;
    }
  }

  @Override
  public void onCancel() {
    try (Scope scope = context.makeCurrent()) {
      super.onCancel();
    } finally {
      span.end(whyCancelled());
    }
  }

  @Override
  public void onComplete() {
    try (Scope scope = context.makeCurrent()) {
      super.onComplete();
    } finally {
      span.end(Status.UNKNOWN);
    }
  }

  /** Time that ran out, on either transport, or a caller who left. */
  private static Status whyCancelled() {
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    if (armeria != null && armeria.isTimedOut()) {
      return Status.DEADLINE_EXCEEDED;
    }
    Status near = Contexts.statusFromCancelled(io.grpc.Context.current());
    return near == null ? Status.CANCELLED : near;
  }
}
