/** The {@code orfeas} command. */
@NullMarked
package io.orfeas.launcher.cli;

import org.jspecify.annotations.NullMarked;
