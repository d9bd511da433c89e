package io.orfeas.inference.gpu.batch;

import java.util.Objects;

/**
 * Where work stands among other work.
 *
 * @param priority 0 (first) to 9 (last)
 * @param agent who asks, for fairness between askers of one priority; may be empty
 */
public record BatchTerms(int priority, String agent) {
  /** Of work that nothing is known of. */
  public static final BatchTerms DEFAULT = new BatchTerms(5, "");

  public BatchTerms {
    Objects.requireNonNull(agent, "agent");
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("priority: " + priority + " (expected: 0..9)");
    }
  }
}
