/** The way from picture bytes to a finished mesh, stage by stage. */
@NullMarked
package io.orfeas.inference.pipeline;

import org.jspecify.annotations.NullMarked;
