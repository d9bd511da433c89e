package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import io.orfeas.inference.field.ShapeGuess;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Reads what a model answers. One that answers something else than its kind says is refused. */
interface ModelOutput {
  /**
   * What it made of some pictures, in their order.
   *
   * @throws ModelRefusedException when that is not what was expected
   */
  List<ShapeGuess> read(OnnxValue output, int pictures);

  /** The output as a tensor; refused where it is none. */
  static OnnxTensor tensor(String name, OnnxValue output) {
    if (output instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new ModelRefusedException(name + ": no tensor (expected: one)");
  }

  /**
   * A tensor's values as floats.
   *
   * @param fits whether its shape is what was expected
   * @param expected the shape, for the message
   */
  static FloatBuffer floats(String name, OnnxTensor tensor, boolean fits, String expected) {
    FloatBuffer values = fits ? tensor.getFloatBuffer() : null;
    if (values == null) {
      throw new ModelRefusedException(
          "%s: %s (expected: %s floats)"
              .formatted(name, Arrays.toString(tensor.getInfo().getShape()), expected));
    }
    return values;
  }
}
