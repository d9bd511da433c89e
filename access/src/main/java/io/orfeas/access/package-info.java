/** Who may call what, how often, and what is written down about it; the same for every door. */
@NullMarked
package io.orfeas.access;

import org.jspecify.annotations.NullMarked;
