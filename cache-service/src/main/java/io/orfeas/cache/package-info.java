/**
 * The cache-service: every request is computed once, joined while in flight, replayed afterwards.
 *
 * <p>This package is the network's side of it; {@link io.orfeas.cache.store.CacheStore} is the seam
 * to what keeps the data.
 */
@NullMarked
package io.orfeas.cache;

import org.jspecify.annotations.NullMarked;
