/** Pictures onto meshes: charts, seams, and what the camera did not see. */
@NullMarked
package io.orfeas.inference.texture;

import org.jspecify.annotations.NullMarked;
