package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import io.orfeas.inference.field.DepthMaps;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what a model answers: two square planes of floats a picture, front and back. A model that
 * answers something else is refused.
 */
final class DepthOutput {
  private final String name;
  private final float scale;

  DepthOutput(ModelManifest manifest) {
    name = manifest.outputName();
    scale = manifest.outputScale();
  }

  /**
   * The depth maps of some pictures, in their order.
   *
   * @throws ModelRefusedException when there are none
   */
  List<DepthMaps> read(OnnxValue output, int pictures) {
    if (!(output instanceof OnnxTensor tensor)) {
      throw new ModelRefusedException(name + ": no tensor (expected: one)");
    }
    long[] shape = tensor.getInfo().getShape();
    boolean fits =
        shape.length == 4
            && shape[0] == pictures
            && shape[1] == 2
            && shape[2] == shape[3]
            && shape[2] > 1;
    FloatBuffer values = tensor.getFloatBuffer();
    if (!fits || values == null) {
      throw new ModelRefusedException(
          "%s: %s (expected: [%d, 2, S, S] floats)"
              .formatted(name, Arrays.toString(shape), pictures));
    }
    int side = (int) shape[2];
    List<DepthMaps> all = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      float[] front = plane(values, side * side);
      float[] back = plane(values, side * side);
      all.add(new DepthMaps(side, front, back));
    }
    return all;
  }

  private float[] plane(FloatBuffer values, int size) {
    float[] plane = new float[size];
    values.get(plane);
    for (int i = 0; i < size; i++) {
      plane[i] *= scale;
    }
    return plane;
  }
}
