package io.orfeas.cache.store;

import java.time.Duration;

/** What is known about a key, and who is to compute it. */
public sealed interface Acquisition {
  /**
   * It is finished.
   *
   * @param result with all blobs present and intact
   */
  record Hit(StoredResult result) implements Acquisition {}

  /**
   * The caller is to compute.
   *
   * @param fencingToken rises with every lease of any key, also across restarts
   * @param ttl how long the lease lives without renewal
   */
  record Granted(long fencingToken, Duration ttl) implements Acquisition {}

  /**
   * Someone computes now.
   *
   * @param owner who
   */
  record Busy(String owner) implements Acquisition {}
}
