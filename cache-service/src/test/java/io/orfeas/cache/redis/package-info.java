@NullMarked
package io.orfeas.cache.redis;

import org.jspecify.annotations.NullMarked;
