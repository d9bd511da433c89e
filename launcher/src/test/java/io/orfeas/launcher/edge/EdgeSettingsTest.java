package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.runtime.ConfigException;
import io.orfeas.runtime.Env;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeSettingsTest {
  private static final String RECEIVE_TIMEOUT = "ORFEAS_EDGE_RECEIVE_TIMEOUT";

  @Test
  void read_nothingSet_givesARequestTwoMinutesToArrive() {
    assertThat(EdgeSettings.read(Env.of(Map.of())).receiveTimeout())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @CsvSource({"999ms, 999", "61m, 3660000"})
  void read_receiveTimeoutOutOfRange_isAProblem(String value, long millis) {
    Env env = Env.of(Map.of(RECEIVE_TIMEOUT, value));
    EdgeSettings.read(env);

    assertThatThrownBy(env::check)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("%s: %d ms (expected: 1s..1h)".formatted(RECEIVE_TIMEOUT, millis));
  }
}
