package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.image.ForegroundMask.Warning;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForegroundSegmenterTest {
  private static final int RED = 0xFFC02818;

  @Test
  void segment_alpha_isTakenAsItIs() {
    RgbaImage image =
        TestImages.draw(90, 70, (x, y) -> Math.max(0, Math.min(255, 8 * x - 200)) << 24 | 0x123456);

    ForegroundMask mask = ForegroundSegmenter.segment(image);

    assertThat(mask.confidence()).isEqualTo(1);
    for (int i = 0; i < mask.coverage().length; i++) {
      assertThat(mask.coverage()[i]).isEqualTo((image.argb()[i] >>> 24) / 255f);
    }
    assertThat(mask.warnings()).containsExactly(Warning.TOUCHES_BORDER);
  }

  @Test
  void segment_strayAlphaPixel_isDropped() {
    RgbaImage image =
        TestImages.draw(
            200, 200, (x, y) -> x > 50 && x < 150 && y > 50 && y < 150 || x + y == 2 ? RED : 0);
    assertThat(PixelBox.of(ForegroundSegmenter.segment(image)))
        .isEqualTo(new PixelBox(51, 51, 99, 99));
  }

  @Test
  void segment_twoObjectsInAlpha_warnsAndKeepsBoth() {
    RgbaImage image =
        TestImages.draw(100, 50, (x, y) -> y > 9 && y < 40 && x % 50 > 9 && x % 50 < 40 ? RED : 0);
    ForegroundMask mask = ForegroundSegmenter.segment(image);
    assertThat(mask.warnings()).containsExactly(Warning.MULTIPLE_OBJECTS);
    assertThat(mask.coverage()[25 * 100 + 25]).isEqualTo(1);
    assertThat(mask.coverage()[25 * 100 + 75]).isEqualTo(1);
  }

  /** A cup that reaches all sides, but for the gap in its handle. */
  @Test
  void segment_tightCutOut_isTakenAsItIs() {
    RgbaImage image =
        TestImages.draw(
            200, 200, (x, y) -> x > 180 && x < 190 && y > 80 && y < 100 ? 0 : 0xFF000000 | x);

    ForegroundMask mask = ForegroundSegmenter.segment(image);

    assertThat(mask.confidence()).isEqualTo(1);
    for (int i = 0; i < mask.coverage().length; i++) {
      assertThat(mask.coverage()[i]).isEqualTo((image.argb()[i] >>> 24) / 255f);
    }
  }

  @Test
  void segment_frameOfOneTransparentPixel_isTakenAsItIs() {
    RgbaImage image =
        TestImages.draw(600, 600, (x, y) -> x % 599 == 0 || y % 599 == 0 ? 0 : 0xFF000000 | x * y);

    assertThat(ForegroundSegmenter.segment(image).confidence()).isEqualTo(1);
  }

  @Test
  void segment_roundedCornersOfAPicture_areNoCutOut() {
    RgbaImage disc = TestImages.disc(300, 90, RED, 0xFFFFFFFF);
    RgbaImage image =
        TestImages.draw(
            300,
            300,
            (x, y) -> Math.min(x, 299 - x) + Math.min(y, 299 - y) < 18 ? 0 : disc.pixel(x, y));

    ForegroundMask mask = ForegroundSegmenter.segment(image);

    assertThat(mask.confidence()).isLessThan(1);
    assertThat(TestImages.overlap(mask, TestImages.disc(300, 90, RED, 0))).isGreaterThan(.97);
  }

  @Test
  void segment_oneStrayTransparentPixel_isNoCutOut() {
    RgbaImage disc = TestImages.disc(300, 90, RED, 0xFFFFFFFF);
    RgbaImage image =
        TestImages.draw(300, 300, (x, y) -> x == 20 && y == 150 ? 0 : disc.pixel(x, y));

    assertThat(ForegroundSegmenter.segment(image).confidence()).isLessThan(1);
  }

  @Test
  void segment_discCutOffByTheFrame_warns() {
    RgbaImage image =
        TestImages.draw(96, 96, (x, y) -> Math.hypot(x - 73.5, y - 47.5) < 28 ? RED : 0xFFFFFFFF);

    assertThat(ForegroundSegmenter.segment(image).warnings()).contains(Warning.TOUCHES_BORDER);
    assertThat(ForegroundSegmenter.find(image).previewMask().warnings())
        .contains(Warning.TOUCHES_BORDER);
  }

  @Test
  void segment_twoDiscs_warns() {
    RgbaImage image =
        TestImages.draw(
            300,
            200,
            (x, y) ->
                Math.min(Math.hypot(x - 80, y - 100), Math.hypot(x - 220, y - 100)) < 45
                    ? RED
                    : 0xFFFFFFFF);

    assertThat(ForegroundSegmenter.segment(image).warnings()).contains(Warning.MULTIPLE_OBJECTS);
  }

  @Test
  void segment_discMostlyBeyondTheFrame_warnsOfLowConfidence() {
    RgbaImage image =
        TestImages.draw(300, 300, (x, y) -> Math.hypot(x - 20, y - 150) < 90 ? RED : 0xFFFFFFFF);

    ForegroundMask mask = ForegroundSegmenter.segment(image);

    assertThat(mask.confidence()).isLessThan(.8f);
    assertThat(mask.warnings()).contains(Warning.LOW_MASK_CONFIDENCE);
  }

  @Test
  void segment_transparentPicture_hasNoForeground() {
    assertNothing(TestImages.draw(30, 30, (x, y) -> 0x00FFFFFF));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 300})
  void segment_plainPicture_hasNoForeground(int side) {
    assertNothing(TestImages.draw(side, side, (x, y) -> 0xFF808890));
  }

  @Test
  void segment_smoothGradient_hasNoForeground() {
    assertNothing(TestImages.draw(300, 200, (x, y) -> grey(60 + x / 3 + y / 4)));
  }

  @Test
  void segment_noise_doesNotFail() {
    Random random = new Random(1);
    RgbaImage image = TestImages.draw(120, 90, (x, y) -> 0xFF000000 | random.nextInt());
    try {
      assertThat(ForegroundSegmenter.segment(image).width()).isEqualTo(120);
    } catch (ImageRejectedException e) {
      assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.NO_FOREGROUND);
    }
  }

  @Test
  void segment_discOnWhite_isFound() {
    assertFound(
        TestImages.disc(400, 130, RED, 0xFFFFFFFF), TestImages.disc(400, 130, RED, 0), 0.99);
  }

  @Test
  void segment_discOnGradient_isFound() {
    RgbaImage truth = TestImages.disc(300, 90, RED, 0);
    assertFound(over(truth, (x, y) -> grey(70 + x / 3 + y / 4)), truth, 0.98);
  }

  @Test
  void segment_discOnChecker_isFound() {
    RgbaImage truth = TestImages.disc(300, 90, RED, 0);
    assertFound(
        over(truth, (x, y) -> (x / 40 + y / 40) % 2 == 0 ? 0xFFE8E8E0 : 0xFF506070), truth, 0.97);
  }

  @Test
  void segment_ring_keepsItsHole() {
    RgbaImage truth =
        TestImages.draw(
            300, 300, (x, y) -> Math.abs(Math.hypot(x - 150, y - 150) - 80) < 14 ? RED : 0);
    assertFound(over(truth, (x, y) -> 0xFFD0D8E0), truth, 0.96);
  }

  @Test
  void segment_softShadowOnTheFloor_isBackground() {
    RgbaImage truth =
        TestImages.draw(300, 300, (x, y) -> x > 100 && x < 170 && y > 60 && y < 220 ? RED : 0);
    assertFound(
        over(
            truth,
            (x, y) -> {
              double away = Math.hypot((x - 170) / 90.0, (y - 205) / 25.0);
              return grey((int) (210 * (1 - 0.4 * Math.max(0, 1 - away))));
            }),
        truth,
        0.97);
  }

  @Test
  void segment_needle_isFound() {
    RgbaImage truth =
        TestImages.draw(300, 300, (x, y) -> Math.abs(x - y) < 4 && x > 40 && x < 260 ? RED : 0);
    assertFound(over(truth, (x, y) -> 0xFFFFFFFF), truth, 0.9);
  }

  @Test
  void segment_again_givesTheSameMask() {
    RgbaImage truth = TestImages.disc(200, 60, RED, 0);
    RgbaImage image = over(truth, (x, y) -> grey(90 + (x * 7 + y * 13) % 40));
    assertThat(ForegroundSegmenter.segment(image).coverage())
        .isEqualTo(ForegroundSegmenter.segment(image).coverage());
  }

  private static void assertFound(RgbaImage image, RgbaImage truth, double least) {
    ForegroundMask mask = ForegroundSegmenter.segment(image);
    assertThat(TestImages.overlap(mask, truth)).isGreaterThan(least);
    assertThat(mask.confidence()).isBetween(0.5f, 1f);
  }

  private static void assertNothing(RgbaImage image) {
    assertThatThrownBy(() -> ForegroundSegmenter.segment(image))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.NO_FOREGROUND));
  }

  private static RgbaImage over(RgbaImage object, IntBinaryOperator background) {
    return TestImages.draw(
        object.width(),
        object.height(),
        (x, y) -> object.pixel(x, y) < 0 ? object.pixel(x, y) : background.applyAsInt(x, y));
  }

  private static int grey(int value) {
    return 0xFF000000 | value * 0x010101;
  }
}
