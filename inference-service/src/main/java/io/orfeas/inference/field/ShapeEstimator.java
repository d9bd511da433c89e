package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.function.Consumer;

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
   * What serves a request that arrives now: an estimator of several number formats chooses one, and
   * the choice, by its name and digest, is part of the request.
   */
  default ShapeEstimator current() {
    return this;
  }

  /**
   * The estimator for one run, asked for on the run's thread, which may remember what it made of
   * the run's cut-outs. For one thread at a time.
   *
   * @param degraded told when the run gets less than this estimator's best
   */
  default ShapeEstimator forRun(Consumer<Shortfall> degraded) {
    return this;
  }

  /**
   * The same estimator, with shells made by a kernel where it can make use of that; what it answers
   * is the same.
   */
  default ShapeEstimator with(ReliefKernel kernel) {
    return this;
  }

  /**
   * Estimates the solid.
   *
   * @param cutout the framed object
   * @param side pixels per row and column of a shell that is the answer, 16..1024; a volume has the
   *     lattice that it has
   */
  Shape estimate(Cutout cutout, int side);
}
