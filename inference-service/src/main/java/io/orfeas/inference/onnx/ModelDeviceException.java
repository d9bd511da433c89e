package io.orfeas.inference.onnx;

import ai.onnxruntime.OrtException;
import io.orfeas.inference.gpu.DeviceFailureException;
import java.io.Serial;

/** A model could not be loaded or run on the device, for another reason than lack of memory. */
final class ModelDeviceException extends DeviceFailureException {
  @Serial private static final long serialVersionUID = 1;

  ModelDeviceException(OrtException cause) {
    super(cause.getMessage());
    initCause(cause);
  }
}
