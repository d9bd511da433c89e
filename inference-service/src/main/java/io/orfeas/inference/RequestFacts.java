package io.orfeas.inference;

import io.orfeas.inference.run.RunRequest;

/**
 * What is said of a request where its end is noted.
 *
 * @param key request key; blank when the request was refused before it had one
 * @param quality 1..10; 0 where it is not known
 * @param estimator blank where it is not known
 */
record RequestFacts(String key, int quality, String estimator) {
  /** A request that could not be read. */
  static final RequestFacts UNKNOWN = new RequestFacts("", 0, "");

  static RequestFacts of(RunRequest request) {
    return new RequestFacts(
        request.key(), request.options().quality(), request.options().estimator());
  }

  /** A request for the rest of a run; what was asked for was said to whoever began it. */
  static RequestFacts resuming(String key) {
    return new RequestFacts(key, 0, "");
  }
}
