/** Pictures: decoding within limits, separating the object from what is behind it, framing it. */
@NullMarked
package io.orfeas.inference.image;

import org.jspecify.annotations.NullMarked;
