package io.orfeas.inference.onnx;

import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.gpu.vram.Precision;
import java.util.List;

/** A model that guesses shapes; ONNX Runtime in production. */
interface ShapeModel extends AutoCloseable {
  /** Whether it runs on a GPU where it can. */
  boolean isOnDevice();

  /**
   * Runs the model on several pictures at once. What it answers for one does not depend on the
   * others.
   *
   * @param pictures tensors as {@link ModelInput} makes them, all of one side; at least one
   * @param side pixels per row and column of the pictures
   * @param onDevice false to run on the processor in any case
   * @return one answer per picture, in order
   * @throws io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException when device memory runs out, or
   *     the processor's
   * @throws io.orfeas.inference.gpu.DeviceFailureException when the device fails at it for another
   *     reason, which the processor may not
   */
  List<ShapeGuess> run(List<float[]> pictures, int side, Precision precision, boolean onDevice);

  @Override
  void close();
}
