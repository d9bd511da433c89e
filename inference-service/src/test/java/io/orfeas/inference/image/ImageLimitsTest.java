package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageLimitsTest {

  @Test
  void new_notPositive_isRefused() {
    assertThatThrownBy(() -> new ImageLimits(0, 1, 1))
        .hasMessage("maxBytes: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new ImageLimits(1, -1, 1))
        .hasMessage("maxPixels: -1 (expected: at least 1)");
    assertThatThrownBy(() -> new ImageLimits(1, 1, 0))
        .hasMessage("maxSide: 0 (expected: at least 1)");
  }

  @Test
  void checkSize_atTheLimit_passes() {
    ImageLimits limits = new ImageLimits(1, 12, 4);
    assertThatCode(() -> limits.checkSize(4, 3)).doesNotThrowAnyException();
    assertThatThrownBy(() -> limits.checkSize(5, 1)).hasMessageStartingWith("image: 5 x 1 pixels");
    assertThatThrownBy(() -> limits.checkSize(4, 4)).hasMessageStartingWith("image: 4 x 4 pixels");
    assertThatThrownBy(() -> limits.checkSize(0, 4))
        .hasMessage("image: 0 x 4 pixels (expected: both at least 1)");
  }
}
