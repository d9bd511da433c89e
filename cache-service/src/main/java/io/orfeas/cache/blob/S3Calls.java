package io.orfeas.cache.blob;

import io.orfeas.runtime.Guard;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * How an object store is called: few at once, and not at all for a moment after it kept failing, so
 * that one that hangs holds only some of the threads that answer calls, and not for long.
 */
final class S3Calls {
  private final Guard guard;

  S3Calls(Guard guard) {
    this.guard = guard;
  }

  /**
   * Makes a call; null when there is no such object, which is an answer and no failure.
   *
   * @param what is called, for people
   */
  <T> @Nullable T find(String what, Supplier<T> call) throws IOException {
    try {
      return guard.<@Nullable T>call(
          () -> {
            try {
              return call.get();
            } catch (NoSuchKeyException gone) {
              return null;
            }
          });
    } catch (RuntimeException failed) {
      throw new IOException("S3, " + what + ": " + failed.getMessage(), failed);
    }
  }

  /** As {@link #find}, where there must be an answer. */
  <T> T call(String what, Supplier<T> call) throws IOException {
    T found = find(what, call);
    if (found == null) {
      throw new IOException("S3, " + what + ": none (expected: one that is stored)");
    }
    return found;
  }

  /** Whether calls are made as they come. */
  boolean areMade() {
    return guard.isClosed();
  }
}
