/**
 * Surfaces: extraction, cleaning, simplification, texturing, measuring and writing of triangle
 * meshes.
 */
@NullMarked
package io.orfeas.inference.mesh;

import org.jspecify.annotations.NullMarked;
