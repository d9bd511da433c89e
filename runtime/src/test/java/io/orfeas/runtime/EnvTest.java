package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvTest {
  @Test
  void everyType_unset_hasItsDefault() {
    Env env = Env.of(Map.of("BLANK", "  "));

    assertThat(env.string("BLANK", "x")).isEqualTo("x");
    assertThat(env.integer("A", 3, 1, 5)).isEqualTo(3);
    assertThat(env.bytes("B", 7)).isEqualTo(7);
    assertThat(env.duration("C", Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
    assertThat(env.flag("D", true)).isTrue();
    assertThat(env.path("E", Path.of("p"))).isEqualTo(Path.of("p"));
    env.check();
  }

  @Test
  void everyType_set_isParsed() {
    Env env =
        Env.of(Map.of("A", "5", "B", "64KiB", "C", "250ms", "D", "FALSE", "E", "~/x", "F", "0.5"));

    assertThat(env.integer("A", 3, 1, 5)).isEqualTo(5);
    assertThat(env.bytes("B", 0)).isEqualTo(65_536);
    assertThat(env.duration("C", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    assertThat(env.flag("D", true)).isFalse();
    assertThat(env.path("E", Path.of("p")))
        .isEqualTo(Path.of(System.getProperty("user.home"), "x"));
    assertThat(env.number("F", 1, 0, 1)).isEqualTo(0.5);
    env.check();
  }

  @Test
  void check_severalProblems_reportsAllTogether() {
    Env env = Env.of(Map.of("PORT", "99999", "SIZE", "12 parsecs", "STORE", "tape", "N", "NaN"));

    assertThat(env.integer("PORT", 80, 0, 65_535)).isEqualTo(80);
    env.bytes("SIZE", 1);
    env.choice("STORE", "disk", "disk", "memory");
    env.number("N", 1, 0, 1);
    env.problem("A: 1 (expected: more than B)");

    assertThatThrownBy(env::check)
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "PORT: 99999 (expected: 0..65535)",
            "SIZE: 12 parsecs (expected: a number with KiB, MiB or GiB)",
            "STORE: tape (expected: disk|memory)",
            "N: NaN (expected: 0.0..1.0)",
            "A: 1 (expected: more than B)");
  }

  @Test
  void check_problemMetTwice_reportsItOnce() {
    Env env = Env.of(Map.of("PORT", "99999"));

    env.integer("PORT", 80, 0, 65_535);
    env.integer("PORT", 80, 0, 65_535);

    assertThatThrownBy(env::check).hasMessage("PORT: 99999 (expected: 0..65535)");
  }

  @Test
  void bytes_overflowing_isAProblem() {
    Env env = Env.of(Map.of("SIZE", "999999999999999GiB"));

    env.bytes("SIZE", 1);

    assertThatThrownBy(env::check).hasMessageContaining("SIZE: 999999999999999GiB");
  }
}
