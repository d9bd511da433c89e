/**
 * The seam between the cache-service and what keeps its data: {@link
 * io.orfeas.cache.store.CacheStore} and the values it speaks in. No wire types.
 */
@NullMarked
package io.orfeas.cache.store;

import org.jspecify.annotations.NullMarked;
