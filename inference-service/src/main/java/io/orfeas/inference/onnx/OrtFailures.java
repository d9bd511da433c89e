package io.orfeas.inference.onnx;

import ai.onnxruntime.OrtException;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.util.List;
import java.util.Locale;

/** What failures of ONNX Runtime mean. It has no code for lack of memory: only its words tell. */
final class OrtFailures {
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          // Its own arenas, full or limited.
          "failed to allocate memory",
          "is smaller than requested bytes",
          // CUDA, by its description and by its name.
          "out of memory",
          "out_of_memory",
          // cuBLAS and cuFFT, then cuDNN.
          "alloc_failed",
          "allocation_failed",
          // The processor's memory.
          "bad_alloc",
          "bad allocation");

  private OrtFailures() {}

  /**
   * What happened on a device.
   *
   * @param work that failed, for the message
   */
  static RuntimeException onDevice(OrtException failure, String work) {
    return isOutOfMemory(failure)
        ? new DeviceOutOfMemoryException(work)
        : new ModelDeviceException(failure);
  }

  /** What happened on the processor. */
  static RuntimeException onProcessor(OrtException failure) {
    return isOutOfMemory(failure)
        ? new DeviceOutOfMemoryException("the model on the processor")
        : new IllegalStateException("model: " + failure.getMessage(), failure);
  }

  private static boolean isOutOfMemory(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(message::contains);
  }
}
