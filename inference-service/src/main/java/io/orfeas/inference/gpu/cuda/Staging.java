package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cuMemFreeHost;
import static org.bytedeco.cuda.global.cudart.cuMemHostAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;
import static org.bytedeco.cuda.global.cudart.cuStreamWaitEvent;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A stream, and two page-locked buffers through which arrays reach it and come back. While the
 * device copies one buffer, the processor fills or empties the other. A second stream copies what
 * is done already while the first computes on. Reused from work to work; for one thread at a time.
 */
final class Staging implements AutoCloseable {
  static final int CHUNK = 4 << 20;
  private static final int BUFFERS = 2;
  private static final int NON_BLOCKING = 1;
  private static final int NO_TIMING = 2;

  private final CUstream_st stream = new CUstream_st();
  private final CUstream_st copies = new CUstream_st();
  private final CUevent_st marked = new CUevent_st();
  private final BytePointer[] buffers = new BytePointer[BUFFERS];
  private final CUevent_st[] copied = new CUevent_st[BUFFERS];

  /** Moves bytes between a Java array and a buffer. */
  @FunctionalInterface
  interface Mover {
    /**
     * Moves a piece.
     *
     * @param buffer page-locked memory, from its beginning
     * @param offset into the array, in bytes
     * @param length in bytes
     */
    void move(BytePointer buffer, long offset, int length);
  }

  Staging(CudaContext context) {
    try {
      open(context);
    } catch (RuntimeException full) {
      close();
      throw full;
    }
  }

  private void open(CudaContext context) {
    CudaContext.check(cuStreamCreate(stream, NON_BLOCKING), "cuStreamCreate");
    CudaContext.check(cuStreamCreate(copies, NON_BLOCKING), "cuStreamCreate");
    CudaContext.check(cuEventCreate(marked, NO_TIMING), "cuEventCreate");
    for (int i = 0; i < BUFFERS; i++) {
      Pointer memory = new Pointer();
      context.checkAllocation(cuMemHostAlloc(memory, CHUNK, 0), "cuMemHostAlloc", CHUNK);
      buffers[i] = new BytePointer(memory).capacity(CHUNK);
      copied[i] = new CUevent_st();
      CudaContext.check(cuEventCreate(copied[i], NO_TIMING), "cuEventCreate");
    }
  }

  CUstream_st stream() {
    return stream;
  }

  /** Copies {@code bytes} of an array to the device, in order with the stream's other work. */
  void upload(long address, long bytes, Mover fill) {
    int turn = 0;
    for (long offset = 0; offset < bytes; offset += CHUNK) {
      int length = (int) Math.min(CHUNK, bytes - offset);
      CudaContext.check(cuEventSynchronize(copied[turn]), "cuEventSynchronize");
      fill.move(buffers[turn], offset, length);
      CudaContext.check(
          cuMemcpyHtoDAsync(address + offset, buffers[turn], length, stream), "cuMemcpyHtoD");
      CudaContext.check(cuEventRecord(copied[turn], stream), "cuEventRecord");
      turn = (turn + 1) % BUFFERS;
    }
  }

  /** Copies {@code bytes} from the device into an array, after the stream's work so far. */
  void download(long address, long bytes, Mover empty) {
    synchronize();
    download(address, bytes, empty, stream);
  }

  /** What is written so far may be downloaded by {@link #downloadMarked}. */
  void mark() {
    CudaContext.check(cuEventRecord(marked, stream), "cuEventRecord");
  }

  /**
   * Copies {@code bytes} from the device into an array, after the stream's work up to the mark, and
   * while what was started since goes on.
   */
  void downloadMarked(long address, long bytes, Mover empty) {
    for (CUevent_st idle : copied) {
      CudaContext.check(cuEventSynchronize(idle), "cuEventSynchronize");
    }
    CudaContext.check(cuStreamWaitEvent(copies, marked, 0), "cuStreamWaitEvent");
    download(address, bytes, empty, copies);
  }

  private void download(long address, long bytes, Mover empty, CUstream_st by) {
    long ahead = 0;
    for (int i = 0; i < BUFFERS && ahead < bytes; i++, ahead += CHUNK) {
      request(address, bytes, ahead, i, by);
    }
    int turn = 0;
    for (long offset = 0; offset < bytes; offset += CHUNK) {
      CudaContext.check(cuEventSynchronize(copied[turn]), "cuEventSynchronize");
      empty.move(buffers[turn], offset, (int) Math.min(CHUNK, bytes - offset));
      if (ahead < bytes) {
        request(address, bytes, ahead, turn, by);
        ahead += CHUNK;
      }
      turn = (turn + 1) % BUFFERS;
    }
  }

  private void request(long address, long bytes, long offset, int turn, CUstream_st by) {
    long length = Math.min(CHUNK, bytes - offset);
    CudaContext.check(
        cuMemcpyDtoHAsync(buffers[turn], address + offset, length, by), "cuMemcpyDtoH");
    CudaContext.check(cuEventRecord(copied[turn], by), "cuEventRecord");
  }

  /** Waits for everything on the streams. */
  void synchronize() {
    CudaContext.check(cuStreamSynchronize(copies), "cuStreamSynchronize");
    CudaContext.check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  /** Also where not all of it came to be. */
  @Override
  public void close() {
    for (int i = 0; i < BUFFERS; i++) {
      if (isThere(copied[i])) {
        cuEventDestroy(copied[i]);
      }
      if (isThere(buffers[i])) {
        cuMemFreeHost(buffers[i]);
      }
    }
    if (isThere(marked)) {
      cuEventDestroy(marked);
    }
    if (isThere(copies)) {
      cuStreamDestroy(copies);
    }
    if (isThere(stream)) {
      cuStreamDestroy(stream);
    }
  }

  private static boolean isThere(@Nullable Pointer handle) {
    return handle != null && !handle.isNull();
  }
}
