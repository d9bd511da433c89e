/** Tests of the cache-service as its callers see it. */
@NullMarked
package io.orfeas.cache;

import org.jspecify.annotations.NullMarked;
