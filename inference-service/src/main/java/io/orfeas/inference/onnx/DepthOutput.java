package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import io.orfeas.inference.field.DepthMaps;
import io.orfeas.inference.field.ShapeGuess;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two square planes of floats a picture, front and back, {@code [N,2,S,S]}; or three, {@code
 * [N,3,S,S]}, with how far they are to be believed.
 */
final class DepthOutput implements ModelOutput {
  private static final int DEPTHS = 2;

  private final String name;
  private final float scale;

  DepthOutput(ModelManifest manifest) {
    name = manifest.outputName();
    scale = manifest.outputScale();
  }

  @Override
  public List<ShapeGuess> read(OnnxValue output, int pictures) {
    OnnxTensor tensor = ModelOutput.tensor(name, output);
    long[] shape = tensor.getInfo().getShape();
    boolean fits =
        shape.length == 4
            && shape[0] == pictures
            && (shape[1] == DEPTHS || shape[1] == DEPTHS + 1)
            && shape[2] == shape[3]
            && shape[2] > 1;
    FloatBuffer values =
        ModelOutput.floats(
            name, tensor, fits, "[%1$d, 2, S, S] or [%1$d, 3, S, S]".formatted(pictures));
    int side = (int) shape[2];
    List<ShapeGuess> all = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      float[] front = plane(values, side, scale);
      float[] back = plane(values, side, scale);
      Optional<float[]> confidence =
          shape[1] == DEPTHS ? Optional.empty() : Optional.of(plane(values, side, 1));
      all.add(new DepthMaps(side, front, back, confidence));
    }
    return all;
  }

  private static float[] plane(FloatBuffer values, int side, float factor) {
    float[] plane = new float[side * side];
    values.get(plane);
    for (int i = 0; i < plane.length; i++) {
      plane[i] *= factor;
    }
    return plane;
  }
}
