package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Device memory taken and not used, by plain allocations, as a neighbour on the same card takes it:
 * to see what becomes of work when there is none left. For one thread at a time.
 */
public final class Ballast implements AutoCloseable {
  private static final long LARGEST = 256L << 20;
  private static final long SMALLEST = 64L << 10;

  private final CudaContext context = CudaContext.open();
  private final Deque<Long> blocks = new ArrayDeque<>();
  private long held;

  /**
   * Takes memory in blocks, ever smaller ones, until the device refuses the smallest.
   *
   * @return bytes held now
   */
  public long fill() {
    context.enter();
    for (long size = LARGEST; size >= SMALLEST; size /= 2) {
      long[] address = {0};
      while (cuMemAlloc(address, size) == CUDA_SUCCESS) {
        blocks.push(address[0]);
        held += size;
      }
    }
    return held;
  }

  /** Gives everything back. */
  public void release() {
    context.enter();
    while (!blocks.isEmpty()) {
      CudaContext.check(cuMemFree(blocks.pop()), "cuMemFree");
    }
    held = 0;
  }

  /** Gives everything back, and the device. */
  @Override
  public void close() {
    try {
      release();
    } finally {
      context.close();
    }
  }
}
