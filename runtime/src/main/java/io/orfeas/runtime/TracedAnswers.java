package io.orfeas.runtime;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Hands the answers of a call to its caller within the caller's trace, and ends the call's span.
 */
final class TracedAnswers<S> extends SimpleForwardingClientCallListener<S> {
  private final Context caller;
  private final CallSpan span;

  /**
   * Of one call.
   *
   * @param caller the trace
   * @param span of the call
   */
  TracedAnswers(Context caller, CallSpan span, ClientCall.Listener<S> answers) {
    super(answers);
    this.caller = caller;
    this.span = span;
  }

  @Override
  public void onHeaders(Metadata headers) {
    try (Scope scope = caller.makeCurrent()) {
      super.onHeaders(headers);
    }
  }

  @Override
  public void onMessage(S message) {
    try (Scope scope = caller.makeCurrent()) {
      super.onMessage(message);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    span.end(status);
    try (Scope scope = caller.makeCurrent()) {
      super.onClose(status, trailers);
    }
  }

  @Override
  public void onReady() {
    try (Scope scope = caller.makeCurrent()) {
      super.onReady();
    }
  }
}
