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

import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A stream, and two page-locked buffers through which arrays reach it and come back. While the
 * device copies one buffer, the processor fills or empties the other. Reused from work to work; for
 * one thread at a time.
 */
final class Staging implements AutoCloseable {
  static final int CHUNK = 4 << 20;
  private static final int BUFFERS = 2;
  private static final int NON_BLOCKING = 1;
  private static final int NO_TIMING = 2;

  private final CUstream_st stream = new CUstream_st();
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
    CudaContext.check(cuStreamCreate(stream, NON_BLOCKING), "cuStreamCreate");
    try {
      for (int i = 0; i < BUFFERS; i++) {
        Pointer memory = new Pointer();
        context.checkAllocation(cuMemHostAlloc(memory, CHUNK, 0), "cuMemHostAlloc", CHUNK);
        buffers[i] = new BytePointer(memory).capacity(CHUNK);
        CUevent_st event = new CUevent_st();
        CudaContext.check(cuEventCreate(event, NO_TIMING), "cuEventCreate");
        copied[i] = event;
      }
    } catch (CudaException | DeviceOutOfMemoryException refusal) {
      close();
      throw refusal;
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
    long ahead = 0;
    for (int i = 0; i < BUFFERS && ahead < bytes; i++, ahead += CHUNK) {
      request(address, bytes, ahead, i);
    }
    int turn = 0;
    for (long offset = 0; offset < bytes; offset += CHUNK) {
      CudaContext.check(cuEventSynchronize(copied[turn]), "cuEventSynchronize");
      empty.move(buffers[turn], offset, (int) Math.min(CHUNK, bytes - offset));
      if (ahead < bytes) {
        request(address, bytes, ahead, turn);
        ahead += CHUNK;
      }
      turn = (turn + 1) % BUFFERS;
    }
  }

  private void request(long address, long bytes, long offset, int turn) {
    long length = Math.min(CHUNK, bytes - offset);
    CudaContext.check(
        cuMemcpyDtoHAsync(buffers[turn], address + offset, length, stream), "cuMemcpyDtoH");
    CudaContext.check(cuEventRecord(copied[turn], stream), "cuEventRecord");
  }

  /** Waits for everything on the stream. */
  void synchronize() {
    CudaContext.check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  @Override
  public void close() {
    for (int i = 0; i < BUFFERS; i++) {
      if (copied[i] != null) {
        cuEventDestroy(copied[i]);
      }
      if (buffers[i] != null) {
        cuMemFreeHost(buffers[i]);
      }
    }
    cuStreamDestroy(stream);
  }
}
