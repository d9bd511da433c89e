package io.orfeas.inference.pipeline;

import io.orfeas.inference.image.ForegroundMask;

/** Hears of a run as it goes. All calls come from the thread that runs the pipeline. */
public interface StageListener {
  /**
   * The picture can be read and has an object in it; the stages begin.
   *
   * @param mask the object in the picture
   */
  void accepted(ForegroundMask mask);

  /** A stage is done. */
  void finished(StageResult result);

  /** Asked between stages: whether nobody wants the rest any more. */
  boolean isCancelled();
}
