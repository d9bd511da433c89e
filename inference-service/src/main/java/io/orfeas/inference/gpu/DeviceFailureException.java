package io.orfeas.inference.gpu;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A device did not do what it was asked, for another reason than lack of memory: it has fallen off
 * the bus, its driver was reset, or a kernel faulted.
 */
public class DeviceFailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** A failure. */
  protected DeviceFailureException(@Nullable String message) {
    super(message);
  }
}
