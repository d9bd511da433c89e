package io.orfeas.cache.store;

/**
 * What was removed.
 *
 * @param results number of results
 * @param freedBytes bytes that are free now and were not before
 */
public record Cleared(long results, long freedBytes) {}
