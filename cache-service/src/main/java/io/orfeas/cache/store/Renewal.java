package io.orfeas.cache.store;

import java.time.Duration;

/**
 * A lease lives on.
 *
 * @param ttl how long, from now
 * @param watchers feeds that follow the key now
 */
public record Renewal(Duration ttl, int watchers) {}
