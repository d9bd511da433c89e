package io.orfeas.inference.gpu.cuda;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** What a kernel is called with, as the driver reads it: the address of each value. */
final class KernelArguments {
  private KernelArguments() {}

  /**
   * Addresses of values, in native memory of the scope that is open.
   *
   * @param values device arrays, int, float, double, or bytes of a structure
   */
  static Pointer[] of(Object... values) {
    Pointer[] pointers = new Pointer[values.length];
    for (int i = 0; i < values.length; i++) {
      pointers[i] = pointer(values[i]);
    }
    return pointers;
  }

  private static Pointer pointer(Object value) {
    if (value instanceof DeviceArray array) {
      return new LongPointer(new long[] {array.address()});
    } else if (value instanceof Integer number) {
      return new IntPointer(new int[] {number});
    } else if (value instanceof Float number) {
      return new FloatPointer(new float[] {number});
    } else if (value instanceof Double number) {
      return new DoublePointer(new double[] {number});
    } else if (value instanceof byte[] structure) {
      return new BytePointer(structure);
    }
    throw new IllegalArgumentException("argument: " + value + " (expected: array or number)");
  }
}
