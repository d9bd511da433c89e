/** Surfaces: extraction, cleaning, simplification and measuring of triangle meshes. */
@NullMarked
package io.orfeas.inference.mesh;

import org.jspecify.annotations.NullMarked;
