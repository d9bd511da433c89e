/** Pages, looked at in a real browser. */
@NullMarked
package io.orfeas.launcher.pages;

import org.jspecify.annotations.NullMarked;
