/** Where the bytes of blobs lie: on the heap, in files, or in an object store. */
@NullMarked
package io.orfeas.cache.blob;

import org.jspecify.annotations.NullMarked;
