/** Replaying a key's entries and following the live ones. */
@NullMarked
package io.orfeas.cache.feed;

import org.jspecify.annotations.NullMarked;
