package io.orfeas.inference.run;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.VramRefusedException;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** What ends a run, as clients see it. */
public final class Failures {
  private static final Duration MEMORY_RETRY = Duration.ofSeconds(5);

  private Failures() {}

  static Status toStatus(Throwable thrown) {
    if (thrown instanceof ImageRejectedException rejected) {
      return StatusMapper.toStatus(rejection(rejected));
    }
    if (isMemory(thrown)) {
      return StatusMapper.toStatus(outOfMemory());
    }
    if (thrown instanceof CancellationException) {
      return StatusMapper.toStatus(
          Failure.of(Code.CANCELLED, "CANCELLED", "run: cancelled, nobody followed it any more"));
    }
    return StatusMapper.toStatus(thrown);
  }

  /** Memory ran out: the same may succeed a little later. */
  public static Failure outOfMemory() {
    return Failure.exhausted(
        "OUT_OF_MEMORY", "memory: exhausted (expected: less load)", MEMORY_RETRY);
  }

  /** Whether memory ran out, the processor's or a device's, or was promised to others. */
  static boolean isMemory(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        || thrown instanceof DeviceOutOfMemoryException
        || thrown instanceof VramRefusedException;
  }

  /** Whether trying again would end the same way, so that every follower ends with it. */
  static boolean isFinal(Throwable thrown) {
    return thrown instanceof ImageRejectedException;
  }

  /** What the log holds cannot be read. */
  static Failure damaged(InvalidProtocolBufferException cause) {
    return Failure.of(Code.DATA_LOSS, "LOG_DAMAGED", "log entry: unreadable", cause);
  }

  private static Failure rejection(ImageRejectedException rejected) {
    String reason = rejected.reason().name();
    String message = String.valueOf(rejected.getMessage());
    return switch (rejected.reason()) {
      case NO_FOREGROUND -> Failure.of(Code.FAILED_PRECONDITION, reason, message);
      case EMPTY_IMAGE, UNSUPPORTED_IMAGE_TYPE, UNREADABLE_IMAGE, IMAGE_TOO_LARGE ->
          Failure.invalid(reason, "image", message);
    };
  }
}
