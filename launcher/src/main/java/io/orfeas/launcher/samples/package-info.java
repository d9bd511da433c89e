/**
 * The pictures under {@code samples/}: small scenes of signed distance functions, traced in a
 * virtual photo studio.
 */
@NullMarked
package io.orfeas.launcher.samples;

import org.jspecify.annotations.NullMarked;
