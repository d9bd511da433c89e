package io.orfeas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.runtime.Env;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessConfigTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void anonymous_onLoopback_isFine(String host) {
    assertThat(read(Map.of()).problemsAt(host)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void anonymous_whereStrangersAre_isAProblemThatSaysWhatToDo(String host) {
    assertThat(read(Map.of()).problemsAt(host))
        .singleElement()
        .asString()
        .contains("host: " + host, "ORFEAS_ACCESS=keys", "ORFEAS_ANONYMOUS_ANYWHERE=true");
  }

  @Test
  void keysOrAnywhere_whereStrangersAre_isFine() {
    assertThat(read(Map.of("ORFEAS_ACCESS", "keys")).problemsAt("0.0.0.0")).isEmpty();
    assertThat(read(Map.of("ORFEAS_ANONYMOUS_ANYWHERE", "true")).problemsAt("0.0.0.0")).isEmpty();
  }

  @Test
  void upstream_isForEdgesOnly() {
    Env ofAnEdge = Env.of(Map.of("ORFEAS_ACCESS", "upstream"));

    assertThat(AccessConfig.readForEdge(ofAnEdge).problemsAt("0.0.0.0")).isEmpty();
    assertThatCode(ofAnEdge::check).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(Map.of("ORFEAS_ACCESS", "upstream")))
        .hasMessage("ORFEAS_ACCESS: upstream (expected: anonymous|keys)");
  }

  @Test
  void defaults_areThoseOfTheDocumentation() {
    AccessConfig config = read(Map.of());

    assertThat(config.mode()).isEqualTo(AccessConfig.Mode.ANONYMOUS);
    assertThat(config.limits()).isEqualTo(new AccessConfig.Limits(1000, 100, 10, 100_000));
    assertThat(config.window()).hasMinutes(5);
    assertThat(config.audit().retentionDays()).isEqualTo(90);
    assertThat(config.shared()).isEmpty();
  }

  @Test
  void redis_passwordIsNeverShown() {
    AccessConfig config =
        read(
            Map.of(
                "ORFEAS_ACCESS_STORE", "redis",
                "ORFEAS_REDIS_URL", "redis://user:hidden1@localhost",
                "ORFEAS_REDIS_PASSWORD", "hidden2"));

    assertThat(config.shared()).isPresent();
    assertThat(config.toString()).doesNotContain("hidden1").doesNotContain("hidden2");
  }

  private static AccessConfig read(Map<String, String> values) {
    Env env = Env.of(values);
    AccessConfig config = AccessConfig.read(env);
    env.check();
    return config;
  }
}
