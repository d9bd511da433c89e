package io.orfeas.inference.run;

import java.util.Locale;

/** Where the events of a generation come from. */
public enum Source {
  /** Replayed from the log. */
  HIT,
  /** Another request in flight computes them. */
  JOINED,
  /** Computed here, for everyone. */
  MISS,
  /** Computed here, for this caller alone, as asked. */
  BYPASS,
  /** Computed here, because the cache-service could not be reached. */
  UNAVAILABLE;

  /** The name clients see. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
