package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/**
 * Guesses the solid behind a picture. One of the four seams: the classical estimator is always
 * there, others (ONNX models, remote servers) stand behind the same call.
 *
 * <p>Implementations are immutable, safe for concurrent use, and deterministic: equal input gives
 * equal output, bit by bit, for equal {@link #digest()}.
 */
public interface ShapeEstimator {
  /** The name clients ask for, for example {@code classical}. */
  String name();

  /** Version of method and weights, part of every request key; changes whenever results can. */
  String digest();

  /**
   * Estimates the solid.
   *
   * @param cutout the framed object
   * @param side pixels per row and column of the answer, 16..1024
   */
  DepthShell estimate(Cutout cutout, int side);
}
