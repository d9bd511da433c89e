package io.orfeas.cache.store;

import java.time.Duration;

/** What happened to a key. All but {@link Appended} are the last event of a feed. */
public sealed interface Event {
  /** The next entry. */
  record Appended(Entry entry) implements Event {}

  /** The result is finished, and took this long to compute. */
  record Completed(Duration computeDuration) implements Event {}

  /** The computation ended in a way that trying again would not change. */
  record Failed(Opaque status) implements Event {}

  /** Nobody computes any more. */
  record Vacated(Reason reason) implements Event {}

  /** Why a key was vacated. */
  enum Reason {
    /** The holder of the lease went silent. */
    EXPIRED,
    /** The holder gave it up. */
    ABANDONED
  }
}
