/**
 * The store of one process: memory, or memory behind a write-ahead log on disk.
 *
 * <p>{@link io.orfeas.cache.local.LocalCacheStore} decides, under one lock, on three tables
 * (leases, results, blobs). Each decision is appended to a journal first, and waited for outside
 * the lock, so that concurrent callers share one flush.
 */
@NullMarked
package io.orfeas.cache.local;

import org.jspecify.annotations.NullMarked;
