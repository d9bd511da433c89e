/** A look at meshes: a small software renderer. */
@NullMarked
package io.orfeas.inference.render;

import org.jspecify.annotations.NullMarked;
