/** The monitoring material: made where it is made, checked by the tools it is for, and run. */
@NullMarked
package io.orfeas.launcher.monitoring;

import org.jspecify.annotations.NullMarked;
