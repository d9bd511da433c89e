package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutoutFramerTest {
  private static final int OBJECT = 0xFFC03010;
  private static final int BACKGROUND = 0x0000FF00;

  @ParameterizedTest
  @CsvSource({
    "1,1,64",
    "1,1,512",
    "300,1,512",
    "1,300,512",
    "300,200,512",
    "300,200,128",
    "900,37,512",
    "54,54,512",
    "55,3,512"
  })
  void frame_anyBox_isCentredAndFills(int width, int height, int maxSide) {
    RgbaImage image =
        TestImages.draw(
            1000,
            400,
            (x, y) ->
                x >= 17 && x < 17 + width && y >= 29 && y < 29 + height ? OBJECT : BACKGROUND);

    Cutout cutout = CutoutFramer.frame(image, AlphaMask.of(image), maxSide);

    assertThat(cutout.side()).isBetween(CutoutFramer.MIN_SIDE, maxSide);
    PixelBox box = PixelBox.of(cutout.mask());
    double tolerance = 2.01 / cutout.side();
    double longest = Math.max(box.width(), box.height());
    assertThat(longest / cutout.side()).isCloseTo(Cutout.FILL, within(tolerance));
    assertThat(box.centerX() / cutout.side()).isCloseTo(0.5, within(tolerance));
    assertThat(box.centerY() / cutout.side()).isCloseTo(0.5, within(tolerance));
  }

  @Test
  void frame_wholePicture_extendsBeyondItWithEmptyCoverage() {
    RgbaImage image = TestImages.draw(200, 200, (x, y) -> OBJECT);
    ForegroundMask mask = mask(200, 200, 1);

    Cutout cutout = CutoutFramer.frame(image, mask, 1024);

    assertThat(cutout.side()).isEqualTo(235);
    assertThat(cutout.mask().coverage()[0]).isZero();
    assertThat(cutout.mask().coverage()[117 * 235 + 117]).isEqualTo(1);
    assertThat(cutout.color().pixel(117, 117)).isEqualTo(OBJECT);
  }

  @Test
  void frame_nativeSize_copiesPixels() {
    RgbaImage image = TestImages.draw(170, 170, (x, y) -> 0xFF000000 | x << 16 | y);

    Cutout cutout = CutoutFramer.frame(image, mask(170, 170, 1), 1024);

    assertThat(cutout.side()).isEqualTo(200);
    assertThat(cutout.color().pixel(15 + 40, 15 + 60)).isEqualTo(0xFF28003C);
  }

  @Test
  void frame_softEdge_losesTheBackgroundsColor() {
    RgbaImage blended =
        TestImages.draw(
            200,
            200,
            (x, y) -> {
              double cover = cover(x, y);
              int red = (int) Math.round(0xC0 * cover);
              int green = (int) Math.round(0xFF * (1 - cover));
              return 0xFF000000 | red << 16 | green << 8;
            });
    float[] coverage = new float[200 * 200];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = (float) cover(i % 200, i / 200);
    }
    ForegroundMask mask = new ForegroundMask(200, 200, coverage, 0.9f, Set.of());

    Cutout cutout = CutoutFramer.frame(blended, mask, 1024);

    for (int argb : covered(cutout)) {
      assertThat(argb >> 8 & 0xFF).as("green of %08x", argb).isLessThan(14);
      assertThat(argb >> 16 & 0xFF).as("red of %08x", argb).isGreaterThan(0xB0);
    }
  }

  @Test
  void frame_partThatIsNowhereWhole_keepsItsOwnColor() {
    RgbaImage image = TestImages.draw(200, 200, (x, y) -> x < 100 ? 0xFFC00000 : 0xFF0000C0);
    float[] coverage = new float[200 * 200];
    for (int i = 0; i < coverage.length; i++) {
      boolean inRow = i / 200 > 20 && i / 200 < 180;
      int x = i % 200;
      coverage[i] = !inRow ? 0 : x > 20 && x < 80 ? 1 : x > 110 && x < 180 ? 0.8f : 0;
    }
    ForegroundMask mask = new ForegroundMask(200, 200, coverage, 1, Set.of());

    int[] covered = covered(CutoutFramer.frame(image, mask, 1024));

    assertThat(Arrays.stream(covered).map(argb -> argb & 0xFFFFFF).distinct().sorted().toArray())
        .containsExactly(0x0000C0, 0xC00000);
  }

  /** The pixels that have coverage. */
  private static int[] covered(Cutout cutout) {
    int[] argb = cutout.color().argb();
    assertThat(Arrays.stream(argb).anyMatch(pixel -> pixel >>> 24 > 0)).isTrue();
    return Arrays.stream(argb).filter(pixel -> pixel >>> 24 > 0).toArray();
  }

  @Test
  void frame_alphaOfColor_equalsCoverage() {
    RgbaImage image = TestImages.disc(300, 90.3, OBJECT, BACKGROUND);

    Cutout cutout = CutoutFramer.frame(image, AlphaMask.of(image), 100);

    for (int i = 0; i < cutout.color().argb().length; i++) {
      assertThat(cutout.color().argb()[i] >>> 24)
          .isEqualTo(Math.round(cutout.mask().coverage()[i] * 255));
    }
  }

  @Test
  void frame_reduced_keepsTheCoveredArea() {
    RgbaImage image = TestImages.disc(800, 300, OBJECT, BACKGROUND);

    Cutout cutout = CutoutFramer.frame(image, AlphaMask.of(image), 128);

    double area = 0;
    for (float coverage : cutout.mask().coverage()) {
      area += coverage;
    }
    double radius = Cutout.FILL * 128 / 2;
    assertThat(area).isCloseTo(Math.PI * radius * radius, within(40.0));
  }

  @Test
  void frame_keepsConfidenceAndWarnings() {
    ForegroundMask mask =
        new ForegroundMask(
            2, 1, new float[] {1, 1}, 0.25f, Set.of(ForegroundMask.Warning.LOW_MASK_CONFIDENCE));
    Cutout cutout =
        CutoutFramer.frame(TestImages.draw(2, 1, (x, y) -> OBJECT), mask, CutoutFramer.MIN_SIDE);
    assertThat(cutout.mask().confidence()).isEqualTo(0.25f);
    assertThat(cutout.mask().warnings())
        .containsExactly(ForegroundMask.Warning.LOW_MASK_CONFIDENCE);
  }

  @Test
  void frame_nothingCovered_isRejected() {
    RgbaImage image = TestImages.draw(4, 4, (x, y) -> OBJECT);
    assertThatThrownBy(() -> CutoutFramer.frame(image, mask(4, 4, 0.4f), 64))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.NO_FOREGROUND));
  }

  @Test
  void frame_maskOfOtherSize_isRefused() {
    RgbaImage image = TestImages.draw(4, 4, (x, y) -> OBJECT);
    assertThatThrownBy(() -> CutoutFramer.frame(image, mask(4, 3, 1), 64))
        .hasMessage("mask: 4 x 3 (expected: 4 x 4 as the picture)");
  }

  @Test
  void frame_tooSmallSquare_isRefused() {
    RgbaImage image = TestImages.draw(4, 4, (x, y) -> OBJECT);
    assertThatThrownBy(() -> CutoutFramer.frame(image, mask(4, 4, 1), 63))
        .hasMessage("maxSide: 63 (expected: at least 64)");
  }

  private static double cover(int x, int y) {
    return Math.max(0, Math.min(1, (60 - Math.hypot(x - 100, y - 100)) / 3 + 0.5));
  }

  private static ForegroundMask mask(int width, int height, float value) {
    float[] coverage = new float[width * height];
    java.util.Arrays.fill(coverage, value);
    return new ForegroundMask(width, height, coverage, 1, Set.of());
  }
}
