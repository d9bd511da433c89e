package io.orfeas.telemetry.rollup;

/**
 * One value seen.
 *
 * @param series what it counts towards
 * @param epochSecond when, in seconds since 1970
 * @param value in the unit of the signal; finite, zero or more
 */
public record Observation(Series series, long epochSecond, double value) {}
