package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.cuMemAllocAsync;
import static org.bytedeco.cuda.global.cudart.cuMemFreeAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8Async;

import io.orfeas.inference.gpu.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * One piece of work on a device: a stream, and all memory it takes, which is given back when it is
 * closed, whatever happened. For one thread.
 */
final class CudaWork implements AutoCloseable {
  private final CudaContext context;
  private final CudaModule module;
  private final StagingPool pool;
  private final MemoryUse memory;
  private final Staging staging;
  private final PointerScope arguments;
  private final List<DeviceArray> arrays = new ArrayList<>();

  CudaWork(CudaContext context, CudaModule module, StagingPool pool, MemoryUse memory) {
    this.context = context;
    this.module = module;
    this.pool = pool;
    this.memory = memory;
    context.enter();
    staging = pool.take();
    arguments = new PointerScope();
  }

  /** Device memory with anything in it. */
  DeviceArray allocate(long bytes) {
    long size = Math.max(1, bytes);
    long[] address = {0};
    context.checkAllocation(
        cuMemAllocAsync(address, size, staging.stream()), "cuMemAllocAsync", size);
    memory.allocated(size);
    DeviceArray array = new DeviceArray(address[0], size);
    arrays.add(array);
    return array;
  }

  /** Device memory full of zeros. */
  DeviceArray zeros(long bytes) {
    DeviceArray array = allocate(bytes);
    CudaContext.check(
        cuMemsetD8Async(array.address(), (byte) 0, array.bytes(), staging.stream()), "cuMemset");
    return array;
  }

  DeviceArray floats(long count) {
    return allocate(Float.BYTES * count);
  }

  DeviceArray ints(long count) {
    return allocate(Integer.BYTES * count);
  }

  DeviceArray upload(float[] values) {
    DeviceArray array = floats(values.length);
    staging.upload(
        array.address(),
        (long) Float.BYTES * values.length,
        (buffer, offset, length) ->
            new FloatPointer(buffer)
                .put(values, (int) (offset / Float.BYTES), length / Float.BYTES));
    return array;
  }

  DeviceArray upload(int[] values) {
    DeviceArray array = ints(values.length);
    staging.upload(
        array.address(),
        (long) Integer.BYTES * values.length,
        (buffer, offset, length) ->
            new IntPointer(buffer)
                .put(values, (int) (offset / Integer.BYTES), length / Integer.BYTES));
    return array;
  }

  DeviceArray upload(byte[] values) {
    DeviceArray array = allocate(values.length);
    staging.upload(
        array.address(),
        values.length,
        (buffer, offset, length) -> buffer.position(0).put(values, (int) offset, length));
    return array;
  }

  float[] downloadFloats(DeviceArray array, int count) {
    float[] values = new float[count];
    staging.download(
        array.address(),
        (long) Float.BYTES * count,
        (buffer, offset, length) ->
            new FloatPointer(buffer)
                .get(values, (int) (offset / Float.BYTES), length / Float.BYTES));
    return values;
  }

  int[] downloadInts(DeviceArray array, long from, int count) {
    int[] values = new int[count];
    staging.download(
        array.address() + from * Integer.BYTES,
        (long) Integer.BYTES * count,
        (buffer, offset, length) ->
            new IntPointer(buffer)
                .get(values, (int) (offset / Integer.BYTES), length / Integer.BYTES));
    return values;
  }

  void copy(DeviceArray from, DeviceArray to, long bytes) {
    CudaContext.check(
        cuMemcpyDtoDAsync(to.address(), from.address(), bytes, staging.stream()), "cuMemcpyDtoD");
  }

  /**
   * Starts a kernel.
   *
   * @param items how many threads
   * @param parameters device arrays, int, float, double, or bytes of a structure, in the kernel's
   *     order
   */
  void launch(String kernel, int items, Object... parameters) {
    Pointer[] pointers = new Pointer[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      pointers[i] = argument(parameters[i]);
    }
    module.launch(staging.stream(), kernel, items, pointers);
  }

  private static Pointer argument(Object value) {
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

  /**
   * What comes before each of {@code n} counts, in place of nothing: a new array, and the total.
   *
   * @return the array and the total
   */
  Scan scan(DeviceArray counts, int n) {
    int chunks = (n + 255) / 256;
    DeviceArray sums = ints(chunks + 1L);
    DeviceArray before = ints(n);
    launch("scan_chunks", chunks, counts, n, sums);
    launch("scan_sums", 1, sums, chunks);
    launch("scan_spread", chunks, counts, n, sums, before);
    return new Scan(before, downloadInts(sums, chunks, 1)[0]);
  }

  /** Running sums. */
  record Scan(DeviceArray before, int total) {}

  @Override
  public void close() {
    try {
      for (DeviceArray array : arrays) {
        CudaContext.check(cuMemFreeAsync(array.address(), staging.stream()), "cuMemFreeAsync");
        memory.freed(array.bytes());
      }
      staging.synchronize();
    } finally {
      arguments.close();
      pool.giveBack(staging);
    }
  }
}
