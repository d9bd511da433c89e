package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.telemetry.v1.GetPerformanceSummaryRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestBinderTest {
  @Test
  void parameters_everyKind_isParsed() {
    GenerateRequest request =
        (GenerateRequest)
            new RequestBinder(GenerateRequest.newBuilder(), "image")
                .parameters(
                    Map.of(
                        "quality", List.of("3"),
                        "maxTriangles", List.of("500"),
                        "depth_scale", List.of("1.5"),
                        "do_not_cache", List.of("true"),
                        "style", List.of("low_poly")))
                .body(new byte[] {1, 2}, "image/png")
                .build();

    assertThat(request.getQuality()).isEqualTo(3);
    assertThat(request.getMaxTriangles()).isEqualTo(500);
    assertThat(request.getDepthScale()).isEqualTo(1.5);
    assertThat(request.getDoNotCache()).isTrue();
    assertThat(request.getStyle()).isEqualTo("low_poly");
    assertThat(request.getImage().getContentType()).isEqualTo("image/png");
    assertThat(request.getImage().getData().toByteArray()).containsExactly(1, 2);
  }

  @Test
  void parameter_duration_isWrittenAsInJson() {
    GetPerformanceSummaryRequest request =
        (GetPerformanceSummaryRequest)
            new RequestBinder(GetPerformanceSummaryRequest.newBuilder(), "")
                .parameter("window", List.of("90s"))
                .build();

    assertThat(request.getWindow().getSeconds()).isEqualTo(90);
  }

  @Test
  void build_wrongAndUnknownParameters_reportsAll() {
    RequestBinder binder =
        new RequestBinder(GenerateRequest.newBuilder(), "image")
            .parameter("quality", List.of("high"))
            .parameter("colour", List.of("red"))
            .parameter("image", List.of("x"));

    assertThatThrownBy(binder::build)
        .hasMessageContaining("quality: high (expected: a whole number)")
        .hasMessageContaining("unknown parameter: colour")
        .hasMessageContaining("unknown parameter: image");
  }

  @Test
  void body_json_fillsTheMessage() {
    ClearRequest request =
        (ClearRequest)
            new RequestBinder(ClearRequest.newBuilder(), "*")
                .body(
                    "{\"key\":\"ab\",\"olderThan\":\"60s\"}".getBytes(StandardCharsets.UTF_8), null)
                .build();

    assertThat(request.getKey()).isEqualTo("ab");
    assertThat(request.getOlderThan().getSeconds()).isEqualTo(60);
  }

  @Test
  void body_damagedJson_isRefused() {
    RequestBinder binder =
        new RequestBinder(ClearRequest.newBuilder(), "*")
            .body("{".getBytes(StandardCharsets.UTF_8), null);

    assertThatThrownBy(binder::build)
        .hasMessageContaining("(expected: JSON)")
        .hasMessageNotContaining("Exception");
  }
}
