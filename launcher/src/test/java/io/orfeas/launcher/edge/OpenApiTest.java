package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orfeas.access.signature.AgentHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private final JsonNode document = read();

  @Test
  void document_everyPublicPath_hasAnOperationWithWords() {
    for (HttpBinding binding : PublicSurface.bindings()) {
      JsonNode operation =
          document
              .path("paths")
              .path(binding.path())
              .path(binding.verb().name().toLowerCase(Locale.ROOT));
      assertThat(operation.path("summary").asText()).as(binding.path()).isNotEmpty();
      assertThat(operation.path("responses").has("default")).as(binding.path()).isTrue();
    }
  }

  @Test
  void document_operationIds_areUnique() {
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void document_references_allResolve() {
    List<String> references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void parameter_rangeAndDefaultInItsComment_areInItsSchema() {
    JsonNode parameters = document.at("/paths/~1api~1v1~1generate/post/parameters");

    JsonNode quality = parameter(parameters, "quality").path("schema");
    assertThat(quality.path("minimum").asInt()).isEqualTo(1);
    assertThat(quality.path("maximum").asInt()).isEqualTo(10);
    assertThat(quality.path("default").asInt()).isEqualTo(7);
    assertThat(parameter(parameters, "depth_scale").at("/schema/minimum").asDouble())
        .isEqualTo(0.1);
  }

  @Test
  void upload_isAPictureOrAForm_andNoParameter() {
    JsonNode operation = document.at("/paths/~1api~1v1~1generate/post");

    assertThat(operation.at("/requestBody/content").fieldNames())
        .toIterable()
        .contains("image/png", "multipart/form-data");
    assertThat(parameter(operation.path("parameters"), "image").isMissingNode()).isTrue();
  }

  @Test
  void security_saysHowToSignAndThatATokenOrNothingMayDo() {
    JsonNode ways = document.path("security");

    assertThat(ways).hasSize(3);
    assertThat(ways.get(0).isEmpty()).isTrue();
    assertThat(ways.get(1).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(AgentHeaders.CREDENTIALS);
    for (String header : AgentHeaders.CREDENTIALS) {
      JsonNode scheme = document.at("/components/securitySchemes/" + header);
      assertThat(scheme.path("in").asText()).isEqualTo("header");
      assertThat(scheme.path("name").asText()).isEqualTo(header);
    }
    assertThat(document.at("/components/securitySchemes/token/scheme").asText())
        .isEqualTo("bearer");
  }

  @Test
  void fieldInThePath_isRequired() {
    JsonNode parameters = document.at("/paths/~1api~1v1~1artifacts~1{sha256}/get/parameters");

    assertThat(parameter(parameters, "sha256").path("required").asBoolean()).isTrue();
    assertThat(parameter(parameters, "sha256").path("in").asText()).isEqualTo("path");
    assertThat(parameter(parameters, "format").path("in").asText()).isEqualTo("query");
  }

  private static JsonNode parameter(JsonNode parameters, String name) {
    for (JsonNode parameter : parameters) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(OpenApi.document());
    } catch (IOException damaged) {
      throw new AssertionError(damaged);
    }
  }
}
