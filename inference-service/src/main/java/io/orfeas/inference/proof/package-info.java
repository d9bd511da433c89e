/**
 * Holds a device's kernels to the processor's own code, and times both: what a machine with a GPU
 * is asked before its figures are believed. Pure.
 */
@NullMarked
package io.orfeas.inference.proof;

import org.jspecify.annotations.NullMarked;
