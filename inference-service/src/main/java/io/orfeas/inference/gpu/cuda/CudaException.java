package io.orfeas.inference.gpu.cuda;

import java.io.Serial;

/** A call of the driver or of NVML that did not succeed. */
public final class CudaException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  CudaException(String message) {
    super(message);
  }
}
