/** How often, and that a request comes once only. */
@NullMarked
package io.orfeas.access.limit;

import org.jspecify.annotations.NullMarked;
