/**
 * The store that replicas share: log, leases and tables in Redis or Valkey, bytes of blobs in a
 * shared folder or an object store. Every decision is one run of {@code store.lua}.
 */
@NullMarked
package io.orfeas.cache.redis;

import org.jspecify.annotations.NullMarked;
