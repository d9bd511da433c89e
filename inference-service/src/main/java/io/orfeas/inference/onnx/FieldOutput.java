package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import io.orfeas.inference.field.GuessedField;
import io.orfeas.inference.field.ShapeGuess;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** One cube of values a picture, {@code [N,S,S,S]} or {@code [N,1,S,S,S]}: z, y, x. */
final class FieldOutput implements ModelOutput {
  /** 64 MiB a picture. */
  private static final int MOST_SIDE = 256;

  private static final int LEAST_SIDE = 8;

  private final String name;
  private final float scale;
  private final float level;

  FieldOutput(ModelManifest manifest) {
    name = manifest.outputName();
    scale = manifest.outputScale();
    level = manifest.outputLevel();
  }

  @Override
  public List<ShapeGuess> read(OnnxValue output, int pictures) {
    OnnxTensor tensor = ModelOutput.tensor(name, output);
    long[] shape = tensor.getInfo().getShape();
    FloatBuffer values =
        ModelOutput.floats(
            name,
            tensor,
            fits(shape, pictures),
            "[%d, S, S, S], S %d..%d,".formatted(pictures, LEAST_SIDE, MOST_SIDE));
    int side = (int) shape[shape.length - 1];
    List<ShapeGuess> all = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      float[] cube = new float[side * side * side];
      values.get(cube);
      for (int k = 0; k < cube.length; k++) {
        cube[k] = (cube[k] - level) * scale;
      }
      all.add(GuessedField.of(side, cube));
    }
    return all;
  }

  private static boolean fits(long[] shape, int pictures) {
    int n = shape.length;
    return (n == 4 || (n == 5 && shape[1] == 1))
        && shape[0] == pictures
        && shape[n - 1] >= LEAST_SIDE
        && shape[n - 1] <= MOST_SIDE
        && shape[n - 2] == shape[n - 1]
        && shape[n - 3] == shape[n - 1];
  }
}
