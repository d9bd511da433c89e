/** Shape: what one picture says about the volume of an object, as depths and scalar fields. */
@NullMarked
package io.orfeas.inference.field;

import org.jspecify.annotations.NullMarked;
