package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.runtime.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTokenTest {
  @Test
  void parse_ownText_roundTrips() {
    ResumeToken token = new ResumeToken("a1".repeat(32), 4);

    assertThat(ResumeToken.parse(token.toString())).isEqualTo(token);
  }

  @Test
  void parse_keyAlone_isThePlaceBeforeItsFirstEvent() {
    assertThat(ResumeToken.parse("a1".repeat(32))).isEqualTo(new ResumeToken("a1".repeat(32), 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../../etc/passwd", "a1-2", "-1"})
  void parse_anythingElse_isInvalid(String text) {
    assertThatThrownBy(() -> ResumeToken.parse(text))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("resume_token: malformed");
  }
}
