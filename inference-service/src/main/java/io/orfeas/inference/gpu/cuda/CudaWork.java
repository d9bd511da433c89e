package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.cuMemAllocAsync;
import static org.bytedeco.cuda.global.cudart.cuMemFreeAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8Async;

import io.orfeas.inference.gpu.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * One piece of work on a device: a stream, and all memory it takes, which is given back when it is
 * closed, whatever happened. For one thread.
 */
final class CudaWork implements AutoCloseable {
  /** As in {@code orfeas.cu}. */
  private static final int SCAN_CHUNK = 256;

  private final CudaContext context;
  private final CudaModule module;
  private final StagingPool pool;
  private final MemoryUse memory;
  private final Staging staging;
  private final KernelArguments arguments;
  private final List<DeviceArray> arrays = new ArrayList<>();

  CudaWork(CudaContext context, CudaModule module, StagingPool pool, MemoryUse memory) {
    this.context = context;
    this.module = module;
    this.pool = pool;
    this.memory = memory;
    context.enter();
    staging = pool.take();
    arguments = new KernelArguments();
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
    memory.uploaded((long) Float.BYTES * values.length);
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
    memory.uploaded((long) Integer.BYTES * values.length);
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
    memory.uploaded(values.length);
    staging.upload(
        array.address(),
        values.length,
        (buffer, offset, length) -> buffer.position(0).put(values, (int) offset, length));
    return array;
  }

  /** The first {@code count} numbers, once all that was started is done. */
  float[] downloadFloats(DeviceArray array, int count) {
    float[] values = new float[count];
    long bytes = (long) Float.BYTES * count;
    memory.downloaded(bytes);
    staging.download(array.address(), bytes, into(values));
    return values;
  }

  /** The first {@code count} numbers, once all that was started is done. */
  int[] downloadInts(DeviceArray array, int count) {
    int[] values = new int[count];
    long bytes = (long) Integer.BYTES * count;
    memory.downloaded(bytes);
    staging.download(array.address(), bytes, into(values));
    return values;
  }

  /** What is written so far may be fetched while later work goes on. */
  void mark() {
    staging.mark();
  }

  /** The same as {@link #downloadFloats}, of an array that was written before the last mark. */
  float[] fetchMarkedFloats(DeviceArray array, int count) {
    float[] values = new float[count];
    long bytes = (long) Float.BYTES * count;
    memory.downloaded(bytes);
    staging.downloadMarked(array.address(), bytes, into(values));
    return values;
  }

  /** The same as {@link #downloadInts}, of an array that was written before the last mark. */
  int[] fetchMarkedInts(DeviceArray array, int count) {
    int[] values = new int[count];
    long bytes = (long) Integer.BYTES * count;
    memory.downloaded(bytes);
    staging.downloadMarked(array.address(), bytes, into(values));
    return values;
  }

  private static Staging.Mover into(float[] values) {
    return (buffer, offset, length) ->
        new FloatPointer(buffer).get(values, (int) (offset / Float.BYTES), length / Float.BYTES);
  }

  private static Staging.Mover into(int[] values) {
    return (buffer, offset, length) ->
        new IntPointer(buffer).get(values, (int) (offset / Integer.BYTES), length / Integer.BYTES);
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
    module.launch(staging.stream(), kernel, items, arguments.of(parameters));
  }

  /** What comes before each of {@code n} counts. */
  Scan scan(DeviceArray counts, int n) {
    int chunks = (n + SCAN_CHUNK - 1) / SCAN_CHUNK;
    DeviceArray sums = ints(chunks + 1L);
    DeviceArray before = ints(n);
    launch("scan_chunks", chunks, counts, n, sums);
    launch("scan_sums", 1, sums, chunks);
    launch("scan_spread", chunks, counts, n, sums, before);
    return new Scan(before, new DeviceArray(sums.address() + (long) Integer.BYTES * chunks, 4));
  }

  /**
   * Running sums.
   *
   * @param before what comes before each count
   * @param total of all, a single number; part of another array
   */
  record Scan(DeviceArray before, DeviceArray total) {}

  @Override
  public void close() {
    try {
      // Copies may still be reading: nothing but their own stream waits for them.
      staging.synchronize();
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
