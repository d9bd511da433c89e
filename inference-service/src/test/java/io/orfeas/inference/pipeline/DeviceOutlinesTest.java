package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.OutlineKernel;
import io.orfeas.inference.field.OutlineKernel.Outline;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distances and balls beside the processor's own code, on a driver that needs no GPU. */
class DeviceOutlinesTest {
  private FakeCard card;
  private OutlineKernel outlines;

  @BeforeEach
  void open() {
    card = new FakeCard();
    outlines = card.steps().outlines();
  }

  @AfterEach
  void close() {
    card.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 64, 101, 255, 256, 257})
  void measure_emptyFullSparseAndSoft_isTheSameBitByBit(int side) {
    float[] full = new float[side * side];
    Arrays.fill(full, 1);
    assertSame(new float[side * side], side);
    assertSame(full, side);
    for (double share : new double[] {0.001, 0.05, 0.6}) {
      assertSame(scattered(side, share, new Random(side)), side);
    }
    assertSame(discs(side, new Random(side)), side);
    assertThat(card.done).containsOnly("outline cuda");
  }

  @Test
  void measure_onePixel_isTheSame() {
    float[] coverage = new float[17 * 17];
    coverage[17 * 8 + 8] = 0.75f;

    assertSame(coverage, 17);
  }

  @Test
  void measure_valuesOutOfRange_countAsOnTheProcessor() {
    float[] coverage = discs(33, new Random(3));
    coverage[0] = Float.NaN;
    coverage[500] = Float.NaN;
    coverage[501] = Float.POSITIVE_INFINITY;
    coverage[502] = -7;

    assertSame(coverage, 33);
  }

  @Test
  void measure_wrongLength_isRefusedAsOnTheProcessor() {
    assertThatThrownBy(() -> outlines.measure(new float[8], 3))
        .hasMessage("grid: 8 values (expected: 3 squared)");
    assertThat(card.done).isEmpty();
  }

  @Test
  void measure_anyPicture_goesUpOnceAndComesDownOnce() {
    outlines.measure(new float[31 * 31], 31);

    assertThat(card.uploaded).containsEntry("outline", 4L * 31 * 31);
    assertThat(card.downloaded).containsEntry("outline", 3 * 4L * 31 * 31);
  }

  @Test
  void measure_memoryEndsAtAnyAllocation_isTheSameAndLeavesNothing() {
    float[] coverage = discs(19, new Random(5));
    Outline expected = OutlineKernel.CPU.measure(coverage, 19);
    int failures = 0;
    for (int after = 0; card.rungs.size() == failures; after++) {
      card.failAfter(after);
      assertEqual(outlines.measure(coverage, 19), expected);
      card.assertNothingHeld();
      failures++;
    }
    assertThat(failures).as("attempts that failed once").isGreaterThan(10);
    assertThat(card.done).containsOnly("outline cuda");
  }

  @Test
  void measure_noMemoryAtAll_isDoneByTheProcessor() {
    float[] coverage = discs(40, new Random(6));
    card.shrink(1 << 10);

    assertSame(coverage, 40);

    assertThat(card.done).containsExactly("outline cpu");
  }

  @Test
  void measure_noBooksAndNoMemory_saysSo() {
    OutlineKernel bare = card.bareSteps().outlines();
    float[] coverage = discs(40, new Random(6));
    assertEqual(bare.measure(coverage, 40), OutlineKernel.CPU.measure(coverage, 40));

    card.shrink(1 << 10);

    assertThatThrownBy(() -> bare.measure(coverage, 40))
        .isInstanceOf(DeviceOutOfMemoryException.class);
  }

  private void assertSame(float[] coverage, int side) {
    assertEqual(
        outlines.measure(coverage.clone(), side), OutlineKernel.CPU.measure(coverage, side));
  }

  private static void assertEqual(Outline ours, Outline theirs) {
    assertThat(ours.distance()).isEqualTo(theirs.distance());
    assertThat(ours.squaredHeight()).isEqualTo(theirs.squaredHeight());
    assertThat(ours.centre()).isEqualTo(theirs.centre());
  }

  private static float[] scattered(int side, double share, Random random) {
    float[] coverage = new float[side * side];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = random.nextDouble() < share ? random.nextFloat() : 0;
    }
    return coverage;
  }

  /** Discs with soft edges. */
  private static float[] discs(int side, Random random) {
    float[] coverage = new float[side * side];
    for (int disc = 0; disc < 4; disc++) {
      double x = side * random.nextDouble();
      double y = side * random.nextDouble();
      double radius = side * (0.05 + 0.2 * random.nextDouble());
      for (int i = 0; i < coverage.length; i++) {
        double inside = radius - Math.hypot(i % side - x, i / side - y) + 0.5;
        coverage[i] = (float) Math.max(coverage[i], Math.min(1, Math.max(0, inside)));
      }
    }
    return coverage;
  }
}
