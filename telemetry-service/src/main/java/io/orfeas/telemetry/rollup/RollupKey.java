package io.orfeas.telemetry.rollup;

/**
 * What identifies a rollup.
 *
 * @param resolution length of its bucket
 * @param view by what it is kept apart
 * @param start of its bucket, in seconds since 1970
 * @param series what it counts, as the view keeps it
 */
public record RollupKey(Resolution resolution, View view, long start, Series series) {}
