package io.orfeas.telemetry;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest.FieldViolation;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks what is asked, and fills in defaults.
 *
 * <p>Requests say what they ask about in fields of the same names; one that lacks a field does not
 * limit the question by it.
 */
final class QuestionReader {
  private static final int MAX_NAME = 64;
  private static final int MAX_QUALITY = 10;

  private final Clock clock;
  private final Duration retention;

  QuestionReader(Clock clock, Duration retention) {
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * The question that a request asks.
   *
   * @param fallback length of the window by default
   * @throws Failure with every field that is wrong
   */
  Question read(Message request, Duration fallback) {
    var length = field(request, "window", com.google.protobuf.Duration.getDefaultInstance());
    Timestamp end = field(request, "end_time", Timestamp.getDefaultInstance());
    Selection selection =
        new Selection(
            field(request, "estimator", ""),
            field(request, "quality", 0),
            field(request, "replica", ""));
    Instant now = clock.instant();
    check(length, end, selection, now);
    return new Question(
        Window.back(
            end.equals(Timestamp.getDefaultInstance()) ? now : min(now, ProtoTime.toInstant(end)),
            length.equals(com.google.protobuf.Duration.getDefaultInstance())
                ? fallback
                : ProtoTime.toDuration(length),
            now,
            retention),
        selection);
  }

  private void check(
      com.google.protobuf.Duration length, Timestamp end, Selection selection, Instant now) {
    List<FieldViolation> violations = new ArrayList<>();
    if (length.getSeconds() < 0 || length.getNanos() < 0) {
      add(violations, "window", length.getSeconds() + " s", "0 s or more");
    }
    if (!end.equals(Timestamp.getDefaultInstance())
        && end.getSeconds() < now.minus(retention).getEpochSecond()) {
      add(violations, "end_time", end.getSeconds() + " s since 1970", "within " + retention);
    }
    if (selection.quality() < 0 || selection.quality() > MAX_QUALITY) {
      add(violations, "quality", "" + selection.quality(), "1..10");
    }
    checkName("estimator", selection.estimator(), violations);
    checkName("replica", selection.replica(), violations);
    if (!violations.isEmpty()) {
      throw Failure.invalid("QUESTION_MALFORMED", violations);
    }
  }

  private static void checkName(String field, String value, List<FieldViolation> violations) {
    if (value.length() > MAX_NAME) {
      add(violations, field, value.length() + " characters", "at most " + MAX_NAME);
    }
  }

  private static void add(
      List<FieldViolation> violations, String field, String value, String expected) {
    violations.add(
        Failure.violation(field, "%s: %s (expected: %s)".formatted(field, value, expected)));
  }

  private static <T> T field(Message request, String name, T absent) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      return absent;
    }
    @SuppressWarnings("unchecked")
    T value = (T) absent.getClass().cast(request.getField(field));
    return value;
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
