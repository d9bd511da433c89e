package io.orfeas.inference.gpu.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What a kernel is called with, as the driver reads it: the address of each value. The driver
 * copies values before a launch returns, so that one piece of native memory serves all launches of
 * a thread: allocating it anew took longer than most kernels run. For one thread at a time.
 */
final class KernelArguments implements AutoCloseable {
  private static final int MOST = 24;

  /** Room for the largest structure; a multiple of the widest alignment. */
  private static final int ROOM = 32;

  private final BytePointer memory = new BytePointer(MOST * (long) ROOM);
  private final ByteBuffer values = memory.asBuffer().order(ByteOrder.nativeOrder());
  private final PointerPointer<Pointer> addresses = new PointerPointer<>(MOST);

  KernelArguments() {
    for (int i = 0; i < MOST; i++) {
      addresses.put(i, memory.getPointer((long) i * ROOM));
    }
  }

  /**
   * Addresses of values, valid until the next call.
   *
   * @param arguments device arrays, int, float, double, or bytes of a structure
   */
  PointerPointer<Pointer> of(Object... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      put(i * ROOM, arguments[i]);
    }
    return addresses;
  }

  private void put(int at, Object argument) {
    if (argument instanceof DeviceArray array) {
      values.putLong(at, array.address());
    } else if (argument instanceof Integer number) {
      values.putInt(at, number);
    } else if (argument instanceof Float number) {
      values.putFloat(at, number);
    } else if (argument instanceof Double number) {
      values.putDouble(at, number);
    } else if (argument instanceof byte[] structure && structure.length <= ROOM) {
      values.put(at, structure);
    } else {
      throw new IllegalArgumentException(
          "argument: " + argument + " (expected: array, number or at most " + ROOM + " bytes)");
    }
  }

  @Override
  public void close() {
    addresses.close();
    memory.close();
  }
}
