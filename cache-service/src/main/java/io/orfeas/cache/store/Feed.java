package io.orfeas.cache.store;

import java.util.Optional;

/**
 * Follows one key: replays its entries, then goes on with the live ones.
 *
 * <p>Pulled, not pushed: the log is the queue, so a slow reader costs no memory. Safe for use by
 * several threads, one at a time.
 */
public interface Feed extends AutoCloseable {
  /** The next event; empty when there is none yet, and after the last one. Never waits. */
  Optional<Event> next();

  /** Stops following. */
  @Override
  void close();
}
