package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.runtime.ConfigException;
import io.orfeas.runtime.Env;
import io.orfeas.telemetry.TelemetryConfig.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryConfigTest {
  @Test
  void read_nothing_hasDefaults() {
    Env env = Env.of(Map.of("XDG_STATE_HOME", "/state"));

    TelemetryConfig config = TelemetryConfig.read(env);

    env.check();
    assertThat(config.server().port()).isEqualTo(9093);
    assertThat(config.store()).isEqualTo(Store.EMBEDDED);
    assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.flushInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.directory()).isEqualTo(Path.of("/state", "orfeas"));
  }

  @Test
  void read_everything_isTaken() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_TELEMETRY_STORE", "POSTGRES",
                "ORFEAS_TELEMETRY_POSTGRES_URL", "jdbc:postgresql://db/orfeas",
                "ORFEAS_TELEMETRY_POSTGRES_USER", "u",
                "ORFEAS_TELEMETRY_POSTGRES_PASSWORD", "secret",
                "ORFEAS_TELEMETRY_DIR", "/data",
                "ORFEAS_TELEMETRY_RETENTION", "7d",
                "ORFEAS_TELEMETRY_QUEUE_RECORDS", "20000"));

    TelemetryConfig config = TelemetryConfig.read(env);

    env.check();
    assertThat(config.store()).isEqualTo(Store.POSTGRES);
    assertThat(config.postgres().password()).isEqualTo("secret");
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(config.directory()).isEqualTo(Path.of("/data"));
    assertThat(config.queueRecords()).isEqualTo(20_000);
  }

  @Test
  void read_problems_areReportedTogether() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_TELEMETRY_STORE", "postgres",
                "ORFEAS_TELEMETRY_RETENTION", "1h",
                "ORFEAS_TELEMETRY_FLUSH_INTERVAL", "1h"));

    TelemetryConfig.read(env);

    assertThatThrownBy(env::check)
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "ORFEAS_TELEMETRY_POSTGRES_URL",
            "ORFEAS_TELEMETRY_RETENTION: PT1H",
            "ORFEAS_TELEMETRY_FLUSH_INTERVAL: PT1H");
  }
}
