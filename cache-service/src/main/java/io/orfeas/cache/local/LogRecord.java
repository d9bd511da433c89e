package io.orfeas.cache.local;

import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoredResult;

/** One decision, as the journal keeps it. */
sealed interface LogRecord {
  /** A lease was granted. */
  record Leased(Key key, long token, String owner) implements LogRecord {}

  /** An entry was published under a lease. */
  record Published(Key key, long token, Entry entry) implements LogRecord {}

  /** A lease ended without a result. */
  record Ended(Key key, long token) implements LogRecord {}

  /** A lease ended with a result, which replaces an older one. */
  record Finished(StoredResult result, long token) implements LogRecord {}

  /** A result was removed. */
  record Removed(Key key) implements LogRecord {}

  /** A result was pinned, or no longer is. */
  record Pinned(Key key, boolean pinned) implements LogRecord {}

  /** No lease gets this token or a lower one. */
  record TokenFloor(long token) implements LogRecord {}
}
