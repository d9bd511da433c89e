package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InflationTest {
  private static final int SIDE = 64;

  @Test
  void medialBalls_disc_isASphere() {
    float[] distance = distance(Silhouettes.disc(SIDE, 20));
    assertSphere(MedialBalls.of(distance, SIDE).squaredHeight(), 20);
  }

  @Test
  void circularProfile_disc_isASphere() {
    float[] distance = distance(Silhouettes.disc(SIDE, 20));
    assertSphere(CircularProfile.squaredHeight(distance, Regions.of(distance, SIDE)), 20);
  }

  @Test
  void lathe_disc_isASphere() {
    Lathe lathe = lathe(distance(Silhouettes.disc(SIDE, 20))).orElseThrow();
    assertSphere(lathe.squaredHeight(), 20);
    assertThat(lathe.mirrorOverlap()).isGreaterThan(0.99);
  }

  @Test
  void medialBalls_slantedBar_isARoundTube() {
    float[] distance =
        distance(Silhouettes.coverage(SIDE, (x, y) -> Math.abs(x + y - SIDE) < 6 * Math.sqrt(2)));
    float[] height = MedialBalls.of(distance, SIDE).squaredHeight();
    int middle = SIDE / 2 * SIDE + SIDE / 2;
    assertThat(Math.sqrt(height[middle])).isCloseTo(6, within(0.8));
  }

  @Test
  void lathe_lopsidedOutline_isNotRecognised() {
    float[] distance =
        distance(Silhouettes.coverage(SIDE, (x, y) -> x > 10 && y > 10 && x < y && y < 50));
    assertThat(lathe(distance)).isEmpty();
  }

  @Test
  void lathe_empty_isNotRecognised() {
    assertThat(lathe(distance(new float[SIDE * SIDE]))).isEmpty();
  }

  @Test
  void circularProfile_twoDiscs_useTheirOwnRadius() {
    float[] distance =
        distance(
            Silhouettes.coverage(
                SIDE, (x, y) -> Math.hypot(x - 18, y - 20) < 14 || Math.hypot(x - 48, y - 48) < 6));
    Regions regions = Regions.of(distance, SIDE);
    float[] height = CircularProfile.squaredHeight(distance, regions);
    assertThat(regions.count()).isEqualTo(2);
    assertThat(Math.sqrt(height[20 * SIDE + 18])).isCloseTo(14, within(0.8));
    assertThat(Math.sqrt(height[48 * SIDE + 48])).isCloseTo(6, within(0.8));
  }

  @Test
  void everyInflation_everyKind_isFiniteAndNotNegative() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      float[] distance = distance(Silhouettes.odd(kind, SIDE, 3));
      for (float[] height :
          new float[][] {
            MedialBalls.of(distance, SIDE).squaredHeight(),
            CircularProfile.squaredHeight(distance, Regions.of(distance, SIDE))
          }) {
        for (int i = 0; i < height.length; i++) {
          assertThat(height[i]).isFinite().isNotNegative();
          assertThat(height[i] > 0).isEqualTo(distance[i] > 0);
        }
      }
    }
  }

  @Test
  void lathe_limbsOfAFlatThing_isNotRecognised() {
    Silhouettes.Shape figure =
        (x, y) ->
            Math.hypot(x - 32, y - 11) < 6
                || Math.abs(x - 32) < 6 && Math.abs(y - 29) < 13
                || Math.abs(x - 32) < 26 && Math.abs(y - 21) < 2.5
                || Math.abs(Math.abs(x - 32) - 3.5) < 2.5 && Math.abs(y - 48) < 10;
    Silhouettes.Shape cross =
        (x, y) ->
            Math.abs(x - 32) < 6 && Math.abs(y - 32) < 27
                || Math.abs(x - 32) < 18 && Math.abs(y - 22) < 6;
    Silhouettes.Shape ring = (x, y) -> Math.abs(Math.hypot(x - 32, y - 32) - 22) < 5;
    for (Silhouettes.Shape shape : new Silhouettes.Shape[] {figure, cross, ring}) {
      float[] distance = distance(Silhouettes.coverage(SIDE, shape));
      assertThat(Lathe.mirrorOverlap(distance, SIDE, Lathe.axis(distance, SIDE)))
          .isGreaterThan(0.95);
      assertThat(lathe(distance)).isEmpty();
    }
  }

  @Test
  void lathe_turnedThing_isRecognised() {
    Silhouettes.Shape vase =
        (x, y) -> Math.abs(y - 32) < 27 && Math.abs(x - 32) < 12 + 6 * Math.sin(y / 8);
    Silhouettes.Shape bowl = (x, y) -> y > 24 && Math.hypot(x - 32, 1.3 * (y - 24)) < 27;
    Silhouettes.Shape mushroom =
        (x, y) ->
            y < 28 && Math.hypot(x - 32, y - 28) < 22 || Math.abs(x - 32) < 8 && y > 27 && y < 58;
    for (Silhouettes.Shape shape : new Silhouettes.Shape[] {vase, bowl, mushroom}) {
      assertThat(lathe(distance(Silhouettes.coverage(SIDE, shape)))).isPresent();
    }
  }

  private static Optional<Lathe> lathe(float[] distance) {
    return Lathe.of(distance, MedialBalls.of(distance, SIDE).squaredHeight(), SIDE);
  }

  private static float[] distance(float[] coverage) {
    return DistanceTransform.signed(coverage, SIDE);
  }

  private static void assertSphere(float[] squaredHeight, double radius) {
    for (int i = 0; i < squaredHeight.length; i++) {
      double r = Math.hypot(i % SIDE + 0.5 - SIDE / 2.0, i / SIDE + 0.5 - SIDE / 2.0);
      if (r < radius - 3) {
        double truth = Math.sqrt(radius * radius - r * r);
        assertThat(Math.sqrt(squaredHeight[i])).isCloseTo(truth, within(1.2));
      }
    }
  }
}
