@NullMarked
package io.orfeas.cache.blob;

import org.jspecify.annotations.NullMarked;
