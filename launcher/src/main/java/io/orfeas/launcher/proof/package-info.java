/**
 * What a machine with a GPU is asked: whether its kernels are right, how fast it is, and whether it
 * survives to be full. Each question is a section of one report, in a process of its own.
 */
@NullMarked
package io.orfeas.launcher.proof;

import org.jspecify.annotations.NullMarked;
