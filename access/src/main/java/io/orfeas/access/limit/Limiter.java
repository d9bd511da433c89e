package io.orfeas.access.limit;

import java.time.Duration;

/** Counts against limits, one bucket per limit and key. */
public interface Limiter {
  /**
   * Takes one token.
   *
   * @return zero when there was one, else how long until there is
   */
  Duration take(Limit limit, String key);

  /** As {@link #take}, without taking it. */
  Duration look(Limit limit, String key);
}
