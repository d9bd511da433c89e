package io.orfeas.access.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalRequestTest {
  private static final String SECRET = "correct-horse-battery-staple";
  private static final CanonicalRequest REQUEST =
      new CanonicalRequest(
          "POST",
          "/api/v1/generate?quality=7",
          "1767225600",
          "4f2c9b1e7a6d4c08",
          ContentDigest.of("hello".getBytes(StandardCharsets.UTF_8)));

  @Test
  void text_isWhatTheDocumentationShows() {
    assertThat(REQUEST.text())
        .isEqualTo(
            """
            ORFEAS-HMAC-SHA256
            POST
            /api/v1/generate?quality=7
            1767225600
            4f2c9b1e7a6d4c08
            sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:""");
  }

  @Test
  void sign_testVector_isWhatOpensslSays() {
    // printf '%s' "$text" | openssl dgst -sha256 -hmac correct-horse-battery-staple
    assertThat(REQUEST.sign(SECRET))
        .isEqualTo("f67998a4619a5b6ab699246ff2c0d9d7b170fea9828e2aedeee0cd0b4b276f20");
  }

  @Test
  void isSignedBy_anythingElse_isFalse() {
    String right = REQUEST.sign(SECRET);

    assertThat(REQUEST.isSignedBy(SECRET, right)).isTrue();
    assertThat(REQUEST.isSignedBy("another", right)).isFalse();
    assertThat(REQUEST.isSignedBy(SECRET, "")).isFalse();
    assertThat(REQUEST.isSignedBy(SECRET, right.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(REQUEST.isSignedBy(SECRET, right + "0")).isFalse();
    assertThat(REQUEST.isSignedBy(SECRET, "\u00e9")).isFalse();
  }

  @Test
  void text_fieldsCannotRunIntoEachOther() {
    CanonicalRequest one = new CanonicalRequest("GET", "/a", "12", "3", "d");
    CanonicalRequest other = new CanonicalRequest("GET", "/a", "1", "23", "d");

    assertThat(one.sign(SECRET)).isNotEqualTo(other.sign(SECRET));
  }
}
