package io.orfeas.access.limit;

import java.time.Duration;

/** Counts against limits, one bucket per limit and key. */
public interface Limiter {
  /**
   * Takes tokens, all or none.
   *
   * @return zero when there were so many, else how long until there are
   */
  Duration take(Limit limit, String key, int tokens);

  /** Takes one token. */
  default Duration take(Limit limit, String key) {
    return take(limit, key, 1);
  }

  /** As {@link #take(Limit, String)}, without taking it. */
  Duration look(Limit limit, String key);
}
