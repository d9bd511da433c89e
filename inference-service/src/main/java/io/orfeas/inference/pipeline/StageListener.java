package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.image.ForegroundMask;

/**
 * Hears of a run as it goes. Calls come from the thread that runs the pipeline, where nothing else
 * is said.
 */
public interface StageListener {
  /**
   * The picture can be read and has an object in it; the stages begin.
   *
   * @param mask the object in the picture
   */
  void accepted(ForegroundMask mask);

  /** A stage is done. */
  void finished(StageResult result);

  /**
   * The shape is estimated with less than was asked for. Comes from whichever thread estimates,
   * before the stage that shows it is finished.
   */
  default void degraded(Shortfall shortfall) {}

  /** Asked between stages: whether nobody wants the rest any more. */
  boolean isCancelled();
}
