package io.orfeas.inference;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.runtime.CallContext;

/**
 * Who a run is for. Travels with its trace context, from the call to the thread that computes, and
 * so to the batch that the run's model takes part in.
 */
final class RunTerms {
  private static final ContextKey<BatchTerms> KEY = ContextKey.named("orfeas-run-terms");

  private final BatchTerms terms;

  private RunTerms(BatchTerms terms) {
    this.terms = terms;
  }

  /** Of a request; to be asked on the thread that its call came in on. */
  static RunTerms of(RunRequest request) {
    return new RunTerms(new BatchTerms(request.priority(), CallContext.agent().orElse("")));
  }

  Context in(Context context) {
    return context.with(KEY, terms);
  }

  /** Of the run that the calling thread works for. */
  static BatchTerms current() {
    BatchTerms known = Context.current().get(KEY);
    return known == null ? BatchTerms.DEFAULT : known;
  }
}
