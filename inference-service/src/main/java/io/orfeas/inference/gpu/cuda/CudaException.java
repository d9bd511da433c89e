package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.DeviceFailureException;
import java.io.Serial;

/** A call of the driver or of NVML that did not succeed. */
public final class CudaException extends DeviceFailureException {
  @Serial private static final long serialVersionUID = 1;

  CudaException(String message) {
    super(message);
  }
}
