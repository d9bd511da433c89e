package io.orfeas.launcher.edge;

import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest.FieldViolation;
import io.orfeas.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills a request message from the parts of an HTTP request, by the rules of {@code
 * google.api.http}: path and query by field name, the body as a field or as everything. Unknown
 * names are refused.
 */
final class RequestBinder {
  private static final String INVALID = "INVALID_PARAMETER";

  private static final Pattern SMALL_NUMBER = Pattern.compile("[1-9]\\d{0,7}");

  private final Message.Builder message;
  private final String bodyField;
  private final Set<String> inPath = new HashSet<>();
  private final List<FieldViolation> violations = new ArrayList<>();

  RequestBinder(Message.Builder message, String bodyField) {
    this.message = message;
    this.bodyField = bodyField;
  }

  /** Sets a field from the path; nothing else may set it then. */
  RequestBinder path(String name, String value) {
    parameter(name, List.of(value));
    inPath.add(name);
    return this;
  }

  /** Sets a field from its text. */
  RequestBinder parameter(String name, List<String> values) {
    FieldDescriptor field = field(name);
    if (field == null || isTaken(field.getName())) {
      violations.add(
          Failure.violation(name, "unknown parameter: " + name + " (expected: " + names() + ")"));
      return this;
    }
    if (!field.isRepeated() && setPlain(field, last(values))) {
      return this;
    }
    // As JSON, because its rules for text (numbers, enums, durations) are those of a query string.
    Struct json =
        Struct.newBuilder()
            .putFields(field.getName(), field.isRepeated() ? list(values) : text(last(values)))
            .build();
    try {
      JsonFormat.parser().merge(JsonFormat.printer().print(json), message);
    } catch (InvalidProtocolBufferException unusable) {
      violations.add(
          Failure.violation(name, name + ": " + last(values) + " (expected: " + type(field) + ")"));
    }
    return this;
  }

  /** Sets fields from a query string's or a form's values. */
  RequestBinder parameters(Map<String, List<String>> parameters) {
    parameters.forEach(this::parameter);
    return this;
  }

  /** Sets the body field, or the whole message from JSON. */
  RequestBinder body(byte[] bytes, @Nullable String contentType) {
    if (bodyField.equals("*")) {
      json(bytes);
    } else if (!bodyField.isEmpty()) {
      FieldDescriptor field = message.getDescriptorForType().findFieldByName(bodyField);
      HttpBody.Builder body = HttpBody.newBuilder().setData(UnsafeByteOperations.unsafeWrap(bytes));
      if (contentType != null) {
        body.setContentType(contentType);
      }
      message.setField(field, body.build());
    }
    return this;
  }

  /**
   * The message.
   *
   * @throws Failure {@code INVALID_ARGUMENT}, with one violation per wrong parameter
   */
  Message build() {
    if (!violations.isEmpty()) {
      throw Failure.invalid(INVALID, violations);
    }
    return message.build();
  }

  private void json(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      JsonFormat.parser().merge(new String(bytes, StandardCharsets.UTF_8), message);
    } catch (InvalidProtocolBufferException unusable) {
      violations.add(
          Failure.violation("body", "body: " + ReadProblem.of(unusable) + " (expected: JSON)"));
    }
  }

  /** Sets what needs no rules: text, and whole numbers as they are mostly written. */
  private boolean setPlain(FieldDescriptor field, String value) {
    switch (field.getJavaType()) {
      case STRING -> message.setField(field, value);
      case INT -> {
        if (!SMALL_NUMBER.matcher(value).matches()) {
          return false;
        }
        message.setField(field, Integer.parseInt(value));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isTaken(String field) {
    return field.equals(bodyField) || inPath.contains(field);
  }

  private @Nullable FieldDescriptor field(String name) {
    Descriptor type = message.getDescriptorForType();
    FieldDescriptor byName = type.findFieldByName(name);
    if (byName != null) {
      return byName;
    }
    return type.getFields().stream()
        .filter(field -> field.getJsonName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private String names() {
    return String.join(
        "|",
        message.getDescriptorForType().getFields().stream()
            .map(FieldDescriptor::getName)
            .filter(name -> !isTaken(name))
            .toList());
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> "a whole number";
      case FLOAT, DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case MESSAGE -> field.getMessageType().getName() + " as in JSON";
      default -> "text";
    };
  }

  private static String last(List<String> values) {
    return values.get(values.size() - 1);
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static Value list(List<String> values) {
    ListValue.Builder list = ListValue.newBuilder();
    values.forEach(value -> list.addValues(text(value)));
    return Value.newBuilder().setListValue(list).build();
  }
}
