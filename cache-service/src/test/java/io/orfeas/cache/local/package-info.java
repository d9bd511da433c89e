/** Tests of the stores of one process. */
@NullMarked
package io.orfeas.cache.local;

import org.jspecify.annotations.NullMarked;
