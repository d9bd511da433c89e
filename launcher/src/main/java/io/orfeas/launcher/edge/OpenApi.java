package io.orfeas.launcher.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.rpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The REST interface as an OpenAPI 3.1 document: paths from the protos' {@code google.api.http}
 * annotations, words from their comments.
 */
final class OpenApi {
  private static final Pattern IN_PATH = Pattern.compile("\\{([^}]+)}");
  private static final List<String> PICTURES =
      List.of("image/png", "image/jpeg", "image/webp", "application/octet-stream");

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final ObjectNode document = json.objectNode();
  private final ProtoComments comments = ProtoComments.read();
  private final OpenApiSchemas schemas;

  private OpenApi() {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Orfeas")
        .put("version", "v1")
        .put("description", "One picture of an object in, a 3D mesh out, progressively.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/");
    document.putObject("paths");
    ObjectNode components = document.putObject("components");
    schemas = new OpenApiSchemas(comments, components.putObject("schemas"));
    OpenApiSecurity.addTo(document, components);
  }

  /** The document of all public paths. */
  static byte[] document() {
    OpenApi api = new OpenApi();
    PublicSurface.bindings().forEach(api::add);
    try {
      return new ObjectMapper().writeValueAsBytes(api.document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void add(HttpBinding binding) {
    Descriptors.MethodDescriptor method = schema(binding);
    ObjectNode operation =
        paths()
            .withObjectProperty(binding.path())
            .putObject(binding.verb().name().toLowerCase(Locale.ROOT));
    operation.put("operationId", operationId(binding, method));
    operation.putArray("tags").add(method.getService().getName());
    operation.put("summary", comments.summary(method.getFullName()));
    operation.put("description", comments.of(method.getFullName()));
    parameters(binding, method.getInputType(), operation.putArray("parameters"));
    if (operation.get("parameters").isEmpty()) {
      operation.remove("parameters");
    }
    body(binding, method.getInputType(), operation);
    answers(binding, method, operation.putObject("responses"));
  }

  private ObjectNode paths() {
    return (ObjectNode) document.get("paths");
  }

  /** The method's name; a second path of the same method has its path's words besides. */
  private String operationId(HttpBinding binding, Descriptors.MethodDescriptor method) {
    boolean taken = paths().findValuesAsText("operationId").contains(method.getName());
    return taken
        ? method.getName() + binding.path().replaceAll("[^A-Za-z0-9]+", "_")
        : method.getName();
  }

  private void parameters(
      HttpBinding binding, Descriptors.Descriptor request, ArrayNode parameters) {
    List<String> inPath =
        IN_PATH.matcher(binding.path()).results().map(found -> found.group(1)).toList();
    for (FieldDescriptor field : request.getFields()) {
      boolean path = inPath.contains(field.getName());
      if (path || isInQuery(binding, field)) {
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", field.getName()).put("in", path ? "path" : "query");
        if (path) {
          parameter.put("required", true);
        }
        ObjectNode schema = schemas.field(field);
        if (schema.has("description")) {
          parameter.set("description", schema.remove("description"));
        }
        parameter.set("schema", schema);
      }
    }
  }

  private static boolean isInQuery(HttpBinding binding, FieldDescriptor field) {
    boolean inBody = binding.body().equals("*") || binding.body().equals(field.getName());
    boolean textual =
        field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
            || field.getMessageType().getFullName().equals("google.protobuf.Duration")
            || field.getMessageType().getFullName().equals("google.protobuf.Timestamp");
    return !inBody && textual;
  }

  private void body(HttpBinding binding, Descriptors.Descriptor request, ObjectNode operation) {
    if (binding.body().isEmpty()) {
      return;
    }
    ObjectNode body = operation.putObject("requestBody");
    ObjectNode content = body.putObject("content");
    if (binding.takesFile()) {
      PICTURES.forEach(type -> content.putObject(type).set("schema", binary()));
      ObjectNode form = json.objectNode().put("type", "object");
      form.putObject("properties").set(binding.body(), binary());
      form.putArray("required").add(binding.body());
      content.putObject("multipart/form-data").set("schema", form);
    } else {
      content.putObject("application/json").set("schema", schemas.message(request));
    }
  }

  private void answers(
      HttpBinding binding, Descriptors.MethodDescriptor method, ObjectNode answers) {
    ObjectNode content = answer(answers, "200", "The answer.");
    if (binding.answersFile()) {
      content.putObject("*/*").set("schema", binary());
    } else if (method.isServerStreaming()) {
      ObjectNode each = schemas.message(method.getOutputType());
      content.putObject("application/x-ndjson").set("schema", each);
      content.putObject("text/event-stream").putObject("schema").put("type", "string");
      answers.putObject("204").put("description", "Nothing follows.");
    } else {
      content.putObject("application/json").set("schema", schemas.message(method.getOutputType()));
    }
    answer(answers, "default", "Why there is no answer.")
        .putObject("application/json")
        .set("schema", schemas.message(Status.getDescriptor()));
  }

  private static ObjectNode answer(ObjectNode answers, String status, String description) {
    return answers.putObject(status).put("description", description).putObject("content");
  }

  private ObjectNode binary() {
    return json.objectNode().put("type", "string").put("format", "binary");
  }

  private static Descriptors.MethodDescriptor schema(HttpBinding binding) {
    return ((ProtoMethodDescriptorSupplier)
            java.util.Objects.requireNonNull(binding.method().getSchemaDescriptor()))
        .getMethodDescriptor();
  }
}
