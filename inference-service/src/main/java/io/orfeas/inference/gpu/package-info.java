/** The device that bulk work runs on. A leaf: nothing else of the service is known here. */
@NullMarked
package io.orfeas.inference.gpu;

import org.jspecify.annotations.NullMarked;
