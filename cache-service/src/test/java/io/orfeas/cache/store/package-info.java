/** What every store has to do, as tests. */
@NullMarked
package io.orfeas.cache.store;

import org.jspecify.annotations.NullMarked;
