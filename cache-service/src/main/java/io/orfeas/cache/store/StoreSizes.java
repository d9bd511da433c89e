package io.orfeas.cache.store;

/**
 * How much a store holds now.
 *
 * @param results finished results
 * @param leases computations in flight
 * @param watchers feeds that follow a key
 * @param blobs blobs
 * @param usedBytes entries and blobs, with what is reserved for uploads in flight
 * @param logBytes length of the log on disk; 0 where there is none
 */
public record StoreSizes(
    long results, long leases, long watchers, long blobs, long usedBytes, long logBytes) {}
