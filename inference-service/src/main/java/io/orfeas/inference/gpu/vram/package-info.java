/**
 * Device memory: what there is, what work may take of it, and what to do when it runs out. Pure:
 * knows bytes and time, but neither a driver nor a network.
 */
@NullMarked
package io.orfeas.inference.gpu.vram;

import org.jspecify.annotations.NullMarked;
