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
  private final Deque<Block> blocks = new ArrayDeque<>();
  private long held;

  private record Block(long address, long bytes) {}

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
        blocks.push(new Block(address[0], size));
        held += size;
      }
    }
    return held;
  }

  /**
   * Gives memory back, what was taken last first.
   *
   * @param bytes at least, or all there is
   */
  public void release(long bytes) {
    context.enter();
    long wanted = Math.max(0, held - bytes);
    while (held > wanted) {
      Block block = blocks.pop();
      held -= block.bytes();
      CudaContext.check(cuMemFree(block.address()), "cuMemFree");
    }
  }

  /** Gives everything back. */
  public void release() {
    release(held);
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
