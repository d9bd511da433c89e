/** How a request is signed, for those who sign and those who check. */
@NullMarked
package io.orfeas.access.signature;

import org.jspecify.annotations.NullMarked;
