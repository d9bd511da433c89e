package io.orfeas.inference.onnx;

import ai.onnxruntime.OrtException;
import io.orfeas.inference.field.DepthMaps;
import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A model that answers flat depths, and runs out of memory where the test says so. */
final class FakeModel implements ShapeModel {
  /** How a run is wanted. */
  record Wish(int pictures, int side, Precision precision, boolean onDevice) {}

  final List<Wish> wishes = new ArrayList<>();
  Predicate<Wish> fits = wish -> true;
  boolean broken;
  int done;
  boolean closed;

  @Override
  public boolean isOnDevice() {
    return true;
  }

  @Override
  public synchronized List<ShapeGuess> run(
      List<float[]> pictures, int side, Precision precision, boolean onDevice) {
    Wish wish = new Wish(pictures.size(), side, precision, onDevice);
    wishes.add(wish);
    if (broken && onDevice) {
      throw new ModelDeviceException(new OrtException("the device has fallen off the bus"));
    }
    if (!fits.test(wish)) {
      throw new DeviceOutOfMemoryException(2, 1);
    }
    done++;
    return pictures.stream().<ShapeGuess>map(picture -> flat(side)).toList();
  }

  @Override
  public void close() {
    closed = true;
  }

  private static DepthMaps flat(int side) {
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    Arrays.fill(front, 0.2f);
    Arrays.fill(back, -0.2f);
    return new DepthMaps(side, front, back);
  }
}
