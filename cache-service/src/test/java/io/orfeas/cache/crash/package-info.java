@NullMarked
package io.orfeas.cache.crash;

import org.jspecify.annotations.NullMarked;
