package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The small steps on masks: regions, cleaning, sums, saliency, contour. */
class MaskPartsTest {

  @Test
  void components_cornersOnly_dependOnDiagonal() {
    boolean[] mask = mask("#.", ".#");
    assertThat(Components.of(mask, 2, true, true).count()).isEqualTo(1);
    assertThat(Components.of(mask, 2, true, false).count()).isEqualTo(2);
  }

  @Test
  void components_areNumberedByFirstPixel() {
    Components regions = Components.of(mask("..#.#", "#.###", "#...."), 5, true, false);
    assertThat(regions.label()).containsExactly(0, 0, 1, 0, 1, 2, 0, 1, 1, 1, 2, 0, 0, 0, 0);
    assertThat(regions.area()).containsExactly(0, 5, 2);
    assertThat(regions.largest()).isEqualTo(5);
  }

  @Test
  void components_randomMasks_areWhatFloodingFinds() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int width = 1 + random.nextInt(9);
      boolean[] mask = new boolean[width * (1 + random.nextInt(9))];
      double share = random.nextDouble();
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextDouble() < share;
      }
      boolean set = random.nextBoolean();
      boolean diagonal = random.nextBoolean();

      Components found = Components.of(mask, width, set, diagonal);

      assertThat(found.label()).isEqualTo(flooded(mask, width, set, diagonal));
      assertThat(Arrays.stream(found.area()).sum())
          .isEqualTo(Arrays.stream(found.label()).filter(label -> label > 0).count());
    }
  }

  /** Labels, one region after the other. */
  private static int[] flooded(boolean[] mask, int width, boolean set, boolean diagonal) {
    int[] label = new int[mask.length];
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == set && label[i] == 0) {
        flood(mask, width, i, diagonal, ++count, label);
      }
    }
    return label;
  }

  private static void flood(
      boolean[] mask, int width, int at, boolean diagonal, int number, int[] label) {
    label[at] = number;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int x = at % width + dx;
        int to = at + dy * width + dx;
        if ((diagonal || dx == 0 || dy == 0)
            && x >= 0
            && x < width
            && to >= 0
            && to < mask.length
            && mask[to] == mask[at]
            && label[to] == 0) {
          flood(mask, width, to, diagonal, number, label);
        }
      }
    }
  }

  @Test
  void components_emptyMask_haveNone() {
    Components none = Components.of(new boolean[6], 3, true, true);
    assertThat(none.count()).isZero();
    assertThat(none.largest()).isZero();
  }

  @Test
  void removeSpecks_keepsLargeRegions() {
    boolean[] mask = mask("###.#", "###..", "###.#", "....#");
    MaskCleaner.removeSpecks(mask, 5, 0.2);
    assertThat(mask).isEqualTo(mask("###..", "###..", "###.#", "....#"));
  }

  @Test
  void closePinholes_keepsHolesAndTheOutside() {
    boolean[] mask = mask("#######", "#.#..##", "#######", "##...##");
    MaskCleaner.closePinholes(mask, 7, 2);
    assertThat(mask).isEqualTo(mask("#######", "###..##", "#######", "##...##"));
  }

  @Test
  void boxSum_equalsPlainSummation() {
    Random random = new Random(5);
    for (int radius = 0; radius < 8; radius++) {
      float[] plane = new float[7 * 5];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextInt(100);
      }
      float[] sums = BoxMean.sum(plane, 7, radius);
      for (int i = 0; i < plane.length; i++) {
        assertThat(sums[i]).isEqualTo(slowSum(plane, 7, i, radius));
      }
    }
  }

  @Test
  void barrier_enclosedSpot_standsOut() {
    LabImage image =
        LabImage.of(TestImages.draw(30, 30, (x, y) -> spot(x, y) ? 0xFFFF0000 : 0xFF20A020));
    float[] barrier = BarrierSaliency.of(image);
    float threshold = BarrierSaliency.threshold(barrier);
    for (int i = 0; i < barrier.length; i++) {
      assertThat(barrier[i] > threshold).isEqualTo(spot(i % 30, i / 30));
    }
  }

  @Test
  void barrier_onePixelOrPlain_isZero() {
    for (int side : new int[] {1, 2, 9}) {
      LabImage plain = LabImage.of(TestImages.draw(side, side, (x, y) -> 0xFF777777));
      assertThat(BarrierSaliency.of(plain)).containsOnly(0);
      assertThat(BarrierSaliency.threshold(BarrierSaliency.of(plain))).isGreaterThanOrEqualTo(0);
    }
  }

  @Test
  void clearness_alongAnEdge_isHighAndElsewhereLow() {
    LabImage image =
        LabImage.of(TestImages.draw(40, 40, (x, y) -> spot(x, y) ? 0xFFFF0000 : 0xFF20A020));
    boolean[] fitting = new boolean[1600];
    boolean[] shifted = new boolean[1600];
    for (int i = 0; i < fitting.length; i++) {
      fitting[i] = spot(i % 40, i / 40);
      shifted[i] = spot(i % 40 - 12, i / 40 - 12);
    }
    assertThat(Contour.clearness(image, fitting)).isGreaterThan(0.99);
    assertThat(Contour.clearness(image, shifted)).isLessThan(0.01);
    assertThat(Contour.clearness(image, new boolean[1600])).isZero();
  }

  @Test
  void contact_wholePicture_isOne() {
    assertThat(Contour.contact(mask("##", "##"), 2)).isCloseTo(1, within(1e-9));
    assertThat(Contour.contact(mask("...", ".#.", "..."), 3)).isZero();
  }

  @Test
  void floorShadow_fadingShade_isReachedButADarkObjectIsNot() {
    RgbaImage image =
        TestImages.draw(
            60,
            60,
            (x, y) -> {
              boolean block = x > 20 && x < 30 && y > 30 && y < 50;
              int shade = x >= 30 && y > 30 && y < 50 ? Math.min(200, 120 + (x - 30) * 4) : 200;
              return block ? 0xFF404040 : 0xFF000000 | shade * 0x010101;
            });
    LabImage lab = LabImage.of(image);
    BorderModel border = BorderModel.of(lab);
    boolean[] floor = FloorShadow.grow(lab, border.mixture(), border.certain());
    assertThat(floor[40 * 60 + 38]).isTrue();
    assertThat(floor[40 * 60 + 25]).isFalse();
  }

  private static boolean spot(int x, int y) {
    return x > 8 && x < 20 && y > 10 && y < 18;
  }

  private static float slowSum(float[] plane, int width, int at, int radius) {
    float sum = 0;
    for (int i = 0; i < plane.length; i++) {
      boolean near =
          Math.abs(i % width - at % width) <= radius && Math.abs(i / width - at / width) <= radius;
      sum += near ? plane[i] : 0;
    }
    return sum;
  }

  private static boolean[] mask(String... rows) {
    boolean[] mask = new boolean[rows.length * rows[0].length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#';
    }
    return mask;
  }
}
