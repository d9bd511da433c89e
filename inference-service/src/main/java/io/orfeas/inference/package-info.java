/** The network side of the inference service: requests in, events and meshes out. */
@NullMarked
package io.orfeas.inference;

import org.jspecify.annotations.NullMarked;
