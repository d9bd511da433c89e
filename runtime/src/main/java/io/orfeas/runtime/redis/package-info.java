/** How services reach a Redis or Valkey that they share: plain, by TLS, through Sentinel. */
@NullMarked
package io.orfeas.runtime.redis;

import org.jspecify.annotations.NullMarked;
