package io.orfeas.inference.gpu.vram;

/**
 * Advice about a device's memory.
 *
 * @param action what to do, in one imperative sentence
 * @param reasoning the figures that led to it
 * @param confidence 0..1: the share of the history window that it rests on
 */
public record Recommendation(String action, String reasoning, double confidence) {}
