package io.orfeas.telemetry.rollup;

/**
 * All that one series saw in one bucket of time.
 *
 * @param key which series and bucket
 * @param distribution of the values seen
 */
public record Rollup(RollupKey key, Distribution distribution) {}
