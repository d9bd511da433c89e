/** Work of one kind from several requests, done together. Pure: knows time and order only. */
@NullMarked
package io.orfeas.inference.gpu.batch;

import org.jspecify.annotations.NullMarked;
