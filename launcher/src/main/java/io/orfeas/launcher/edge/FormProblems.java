package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.multipart.MimeParsingException;
import io.orfeas.runtime.Failure;
import java.util.concurrent.CompletionException;

/** What is wrong with a form that cannot be read. */
final class FormProblems {
  private FormProblems() {}

  /** The caller's fault where it is one, else the failure as it is. */
  static RuntimeException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ContentTooLargeException tooLarge) {
        return tooLarge;
      }
      if (cause instanceof MimeParsingException malformed) {
        return Failure.invalid(
            "MALFORMED_BODY",
            "body",
            "body: " + ReadProblem.of(malformed) + " (expected: multipart)");
      }
    }
    return new CompletionException(failure);
  }
}
