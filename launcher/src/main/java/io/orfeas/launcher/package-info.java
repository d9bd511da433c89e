/** All services in one process, and the command line. */
@NullMarked
package io.orfeas.launcher;

import org.jspecify.annotations.NullMarked;
