package io.orfeas.inference.onnx;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.Precision;

/** Hears of a model's runs; must be quick, and safe for concurrent use. */
public interface ModelListener extends OomLadder.Listener {
  /**
   * A batch is about to run.
   *
   * @param pictures in it, at least 1
   * @param longestWaitNanos how long its oldest picture has waited
   */
  void running(Precision precision, int pictures, long longestWaitNanos);

  /**
   * The device did not run the model, which the processor does instead.
   *
   * @param stage name of the stage
   */
  void failed(String stage, DeviceFailureException failure);
}
