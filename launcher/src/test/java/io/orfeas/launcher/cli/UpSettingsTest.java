package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpSettingsTest {
  @Test
  void read_problemsOfTheEdgeTheServicesAndTheLog_areReportedTogetherAndOnce() {
    Map<String, String> wrong =
        Map.of(
            "ORFEAS_EDGE_PORT", "99999",
            "ORFEAS_CACHE_STORE", "tape",
            "ORFEAS_MAX_CONNECTIONS", "0",
            "ORFEAS_LOG_FORMAT", "xml",
            "ORFEAS_ACCESS", "upstream");

    assertThatThrownBy(() -> UpSettings.read(wrong))
        .satisfies(
            problems ->
                assertThat(problems.getMessage().lines())
                    .containsExactlyInAnyOrder(
                        "ORFEAS_EDGE_PORT: 99999 (expected: 0..65535)",
                        "ORFEAS_CACHE_STORE: tape (expected: auto|disk|memory|redis)",
                        "ORFEAS_MAX_CONNECTIONS: 0 (expected: 1..1000000)",
                        "ORFEAS_LOG_FORMAT: xml (expected: text|json)",
                        "ORFEAS_ACCESS: upstream (expected: anonymous|keys)"));
  }

  @Test
  void readForEnvoy_whatItCannotDo_isAProblemOfTheSameReport() {
    Map<String, String> wrong =
        Map.of(
            "ORFEAS_EDGE_DOC_SERVICE", "true",
            "ORFEAS_EDGE_METRICS", "all",
            "ORFEAS_EDGE_MAX_BODY_BYTES", "2GiB",
            "ORFEAS_EDGE_MAX_UPLOAD_BYTES", "4GiB",
            "ORFEAS_MAX_REQUEST_BYTES", "4GiB",
            "ORFEAS_LOG_FORMAT", "xml");

    assertThatThrownBy(() -> UpSettings.readForEnvoy(wrong))
        .hasMessageContainingAll(
            "ORFEAS_EDGE_DOC_SERVICE: true (expected: false with --edge=envoy",
            "ORFEAS_EDGE_METRICS: all (expected: local or off with --edge=envoy",
            "ORFEAS_EDGE_MAX_BODY_BYTES: 2147483648 (expected: 1..1073741824 with --edge=envoy,",
            "ORFEAS_LOG_FORMAT: xml (expected: text|json)");
  }

  @ParameterizedTest
  @CsvSource({"50200577, 48MiB, 50200576", "33554432, 16MiB, 16646144", "1000, 64KiB, 1"})
  void readForEnvoy_bodyThatTheServicesBehindWouldNotTake_isAProblem(
      String body, String message, String most) {
    Map<String, String> wrong =
        Map.of("ORFEAS_EDGE_MAX_BODY_BYTES", body, "ORFEAS_MAX_REQUEST_BYTES", message);

    assertThatThrownBy(() -> UpSettings.readForEnvoy(wrong))
        .hasMessage(
            "ORFEAS_EDGE_MAX_BODY_BYTES: %s (expected: 1..%s with --edge=envoy, 128 KiB less than ORFEAS_MAX_REQUEST_BYTES)"
                .formatted(body, most));
  }

  @Test
  void readForEnvoy_longestBodyWithRoomForItsHead_isFine() {
    Map<String, String> most = Map.of("ORFEAS_EDGE_MAX_BODY_BYTES", "50200576");

    assertThat(UpSettings.readForEnvoy(most).edge().maxBodyBytes()).isEqualTo(50_200_576);
  }

  @Test
  void url_saysWhetherTheEdgeEncrypts(@TempDir Path folder) throws Exception {
    String file = Files.createFile(folder.resolve("file.pem")).toString();
    Map<String, String> encrypted =
        Map.of("ORFEAS_EDGE_TLS_CERTIFICATE", file, "ORFEAS_EDGE_TLS_KEY", file);

    assertThat(UpSettings.read(encrypted).url(443)).isEqualTo("https://127.0.0.1:443");
    assertThat(UpSettings.read(Map.of("ORFEAS_EDGE_HOST", "::1")).url(80))
        .isEqualTo("http://[::1]:80");
  }

  @Test
  void read_openToThisMachine_allowsPagesOfThisMachineOnly() {
    assertThat(
            UpSettings.read(Map.of()).edge().corsOrigins().matcher("https://a.example").matches())
        .isFalse();
    assertThat(
            UpSettings.read(Map.of("ORFEAS_ACCESS", "keys"))
                .edge()
                .corsOrigins()
                .matcher("https://a.example")
                .matches())
        .isTrue();
  }
}
