package io.orfeas.launcher.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvmlSectionTest {
  @ParameterizedTest
  @CsvSource({
    "61.0, 63, 3, true",
    "61.0, 65, 3, false",
    "61.0, [N/A], 3, false",
    "none, 61, 3, false",
    "none, [N/A], 3, true",
    "312.5, [N/A], Infinity, true",
    "GPU-1, GPU-1, 0, true",
    "GPU-1, GPU-2, 0, false"
  })
  void agrees_row_isWithinWhatIsAllowed(
      String ours, String theirs, double allowed, boolean expected) {
    assertThat(new NvmlSection.Row("figure", ours, theirs, allowed).agrees()).isEqualTo(expected);
  }
}
