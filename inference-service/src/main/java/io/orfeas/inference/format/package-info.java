/** Mesh files: glTF, OBJ, STL and PLY, and the pictures in them. */
@NullMarked
package io.orfeas.inference.format;

import org.jspecify.annotations.NullMarked;
