package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestKeyTest {
  private static final String IMAGE = "0".repeat(64);

  private static final GenerationOptions OPTIONS =
      new GenerationOptions(
          7, Size.MEDIUM, Style.REALISTIC, 49_000, 0, "classical", 1, Symmetry.AUTO);

  @Test
  void of_knownRequest_isItsKey() {
    // Written down, so that a change of encoding cannot go unnoticed: it orphans every result.
    assertThat(RequestKey.of(IMAGE, OPTIONS, "d1", "v1"))
        .isEqualTo("f11f71face13469c1e50545939c92d26dae041e3724a696c390007197afee93a");
  }

  @Test
  void of_anyPartChanged_isAnotherKey() {
    Map<String, String> keys = new HashMap<>();
    keys.put(RequestKey.of(IMAGE, OPTIONS, "d1", "v1"), "base");
    keys.put(RequestKey.of("1".repeat(64), OPTIONS, "d1", "v1"), "image");
    keys.put(RequestKey.of(IMAGE, OPTIONS, "d2", "v1"), "estimator digest");
    keys.put(RequestKey.of(IMAGE, OPTIONS, "d1", "v2"), "pipeline");
    keys.put(RequestKey.of(IMAGE, OPTIONS, "d", "1v1"), "boundary between texts");

    assertThat(keys).hasSize(5);
  }

  @Test
  void of_randomOptions_areEqualExactlyWhenTheirKeysAre() {
    Random random = new Random(1);
    Map<String, GenerationOptions> known = new HashMap<>();
    Map<GenerationOptions, String> keys = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      GenerationOptions options =
          new GenerationOptions(
              1 + random.nextInt(10),
              Size.values()[random.nextInt(3)],
              Style.values()[random.nextInt(3)],
              100 + random.nextInt(5),
              random.nextInt(4),
              random.nextBoolean() ? "classical" : "other",
              1 + random.nextInt(4) / 2.0,
              Symmetry.values()[random.nextInt(3)]);
      String key = RequestKey.of(IMAGE, options, "d", "v");

      GenerationOptions before = known.putIfAbsent(key, options);
      assertThat(before).isIn(null, options);
      assertThat(keys.computeIfAbsent(options, o -> key)).isEqualTo(key);
    }
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThatThrownBy(
            () ->
                new GenerationOptions(
                    11, Size.SMALL, Style.LOW_POLY, 100, 0, "classical", 1, Symmetry.AUTO))
        .hasMessage("quality: 11 (expected: 1..10)");
    assertThatThrownBy(
            () ->
                new GenerationOptions(
                    1, Size.SMALL, Style.LOW_POLY, 99, 0, "classical", 1, Symmetry.AUTO))
        .hasMessage("max_triangles: 99 (expected: 100..1000000)");
    assertThatThrownBy(
            () ->
                new GenerationOptions(
                    1, Size.SMALL, Style.LOW_POLY, 100, 0, "classical", Double.NaN, Symmetry.AUTO))
        .hasMessage("depth_scale: NaN (expected: 0.1..4)");
  }

  @Test
  void defaultTriangles_everyQuality_growsAndIsAllowed() {
    for (Style style : Style.values()) {
      int before = 0;
      for (int quality = 1; quality <= 10; quality++) {
        int triangles = GenerationOptions.defaultTriangles(quality, style);
        assertThat(triangles).isBetween(Math.max(100, before), 1_000_000);
        before = triangles;
      }
    }
  }
}
