package io.orfeas.runtime;

import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure as clients see it: a status code, a stable reason, and what helps to act on
 * it. The message carries the offending value and what was expected.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final String reason;
  private final transient List<FieldViolation> violations;
  private final @Nullable Duration retryAfter;

  private Failure(
      Status.Code code,
      String reason,
      String message,
      List<FieldViolation> violations,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /**
   * A failure with a code and a reason.
   *
   * @param code status code
   * @param reason stable, upper case, for {@code ErrorInfo.reason}
   * @param message offending value and expectation
   */
  public static Failure of(Status.Code code, String reason, String message) {
    return new Failure(code, reason, message, List.of(), null, null);
  }

  /** A failure that another one caused. */
  public static Failure of(Status.Code code, String reason, String message, Throwable cause) {
    return new Failure(code, reason, message, List.of(), null, cause);
  }

  /** {@code INVALID_ARGUMENT} for one field. */
  public static Failure invalid(String reason, String field, String message) {
    return invalid(reason, List.of(violation(field, message)));
  }

  /** {@code INVALID_ARGUMENT} for several fields, all reported together. */
  public static Failure invalid(String reason, List<FieldViolation> violations) {
    String message =
        String.join("; ", violations.stream().map(FieldViolation::getDescription).toList());
    return new Failure(Status.Code.INVALID_ARGUMENT, reason, message, violations, null, null);
  }

  /** {@code RESOURCE_EXHAUSTED}, worth trying again after a while. */
  public static Failure exhausted(String reason, String message, Duration retryAfter) {
    return new Failure(
        Status.Code.RESOURCE_EXHAUSTED, reason, message, List.of(), retryAfter, null);
  }

  /** {@code ABORTED}, because it is too early; worth trying again after a while. */
  public static Failure tooEarly(String reason, String message, Duration retryAfter) {
    return new Failure(Status.Code.ABORTED, reason, message, List.of(), retryAfter, null);
  }

  /** One field that is wrong, and how. */
  public static FieldViolation violation(String field, String message) {
    return FieldViolation.newBuilder().setField(field).setDescription(message).build();
  }

  /** Status code. */
  public Status.Code code() {
    return code;
  }

  /** Stable reason, upper case. */
  public String reason() {
    return reason;
  }

  /** When to try again, in whole seconds from 1; empty when that is not advised. */
  public OptionalLong retryAfterSeconds() {
    return retryAfter == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
  }

  List<FieldViolation> violations() {
    return violations;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
