package io.orfeas.inference.onnx;

import java.io.Serial;

/** A model that cannot be used, and why; the service goes on without it. */
public final class ModelRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ModelRefusedException(String reason) {
    super(reason);
  }

  ModelRefusedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
