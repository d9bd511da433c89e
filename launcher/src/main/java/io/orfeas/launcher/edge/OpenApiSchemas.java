package io.orfeas.launcher.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages as JSON schemas, by the rules of Protobuf's JSON form. */
final class OpenApiSchemas {
  private static final Pattern RANGE =
      Pattern.compile("Range: (-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)\\b");
  private static final Pattern DEFAULT = Pattern.compile("Default: `?([\\w.]+?)`?\\.(?:\\s|$)");

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final ProtoComments comments;
  private final ObjectNode components;

  /**
   * Makes schemas.
   *
   * @param components takes the schemas of messages, by full name
   */
  OpenApiSchemas(ProtoComments comments, ObjectNode components) {
    this.comments = comments;
    this.components = components;
  }

  /** A reference to a message's schema, which is made if it is not there yet. */
  ObjectNode message(Descriptor type) {
    String name = type.getFullName();
    if (!components.has(name)) {
      ObjectNode schema = components.putObject(name).put("type", "object");
      describe(schema, name);
      ObjectNode properties = schema.putObject("properties");
      for (FieldDescriptor field : type.getFields()) {
        properties.set(field.getName(), field(field));
      }
    }
    return json.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** The schema of a field's value. */
  ObjectNode field(FieldDescriptor field) {
    if (field.isMapField()) {
      ObjectNode map = json.objectNode().put("type", "object");
      map.set("additionalProperties", value(field.getMessageType().findFieldByName("value")));
      return map;
    }
    ObjectNode value = value(field);
    ObjectNode schema = value;
    if (field.isRepeated()) {
      schema = json.objectNode().put("type", "array");
      schema.set("items", value);
    }
    String comment = comments.of(field.getFullName());
    range(schema, comment);
    describe(schema, field.getFullName());
    return schema;
  }

  private ObjectNode value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> type("integer", "int32");
      // Numbers in JSON hold 53 bits: these are text there.
      case LONG -> type("string", "int64").put("pattern", "^-?\\d+$");
      case FLOAT -> type("number", "float");
      case DOUBLE -> type("number", "double");
      case BOOLEAN -> json.objectNode().put("type", "boolean");
      case STRING -> json.objectNode().put("type", "string");
      case BYTE_STRING -> type("string", "byte");
      case ENUM -> enumeration(field);
      case MESSAGE -> wellKnown(field.getMessageType());
    };
  }

  private ObjectNode wellKnown(Descriptor type) {
    return switch (type.getFullName()) {
      case "google.protobuf.Duration" ->
          json.objectNode().put("type", "string").put("pattern", "^-?\\d+(\\.\\d{1,9})?s$");
      case "google.protobuf.Timestamp" -> type("string", "date-time");
      case "google.protobuf.Struct", "google.protobuf.Any" ->
          json.objectNode().put("type", "object").put("additionalProperties", true);
      default -> message(type);
    };
  }

  private ObjectNode enumeration(FieldDescriptor field) {
    ObjectNode schema = json.objectNode().put("type", "string");
    ArrayNode values = schema.putArray("enum");
    for (EnumValueDescriptor value : field.getEnumType().getValues()) {
      values.add(value.getName());
    }
    return schema;
  }

  private ObjectNode type(String type, String format) {
    return json.objectNode().put("type", type).put("format", format);
  }

  /** References stand alone in older readers of the format, so they get no description. */
  private void describe(ObjectNode schema, String name) {
    String comment = comments.of(name);
    if (!comment.isEmpty() && !schema.has("$ref")) {
      schema.put("description", comment);
    }
  }

  /** The contracts write ranges and defaults in one way, so they can be read here. */
  private static void range(ObjectNode schema, String comment) {
    String type = schema.path("type").asText();
    if (!type.equals("integer") && !type.equals("number")) {
      return;
    }
    Matcher range = RANGE.matcher(comment);
    if (range.find()) {
      schema.put("minimum", new java.math.BigDecimal(range.group(1)));
      schema.put("maximum", new java.math.BigDecimal(range.group(2)));
    }
    Matcher fallback = DEFAULT.matcher(comment);
    if (fallback.find() && fallback.group(1).matches("\\d+(\\.\\d+)?")) {
      schema.put("default", new java.math.BigDecimal(fallback.group(1)));
    }
  }
}
