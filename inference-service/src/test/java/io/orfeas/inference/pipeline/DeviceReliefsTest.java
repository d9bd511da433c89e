package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.field.ReliefKernel.Outline;
import io.orfeas.inference.field.ReliefKernel.Profile;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outlines and reliefs beside the processor's own code, on a driver that needs no GPU. */
class DeviceReliefsTest {
  private FakeCard card;
  private ReliefKernel reliefs;

  @BeforeEach
  void open() {
    card = new FakeCard();
    reliefs = card.steps().reliefs();
  }

  @AfterEach
  void close() {
    card.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 17, 64, 101, 255, 256, 257})
  void shell_emptyFullSparseAndSoft_isTheSameBitByBit(int side) {
    float[] full = new float[side * side];
    Arrays.fill(full, 1);
    assertSame(new float[side * side], side);
    assertSame(full, side);
    for (double share : new double[] {0.001, 0.05, 0.6}) {
      assertSame(scattered(side, share, new Random(side)), side);
    }
    assertSame(discs(side, new Random(side)), side);
    assertThat(card.done).containsOnly("relief cuda");
  }

  @Test
  void shell_onePixel_isTheSame() {
    float[] coverage = new float[17 * 17];
    coverage[17 * 8 + 8] = 0.75f;

    assertSame(coverage, 17);
  }

  @Test
  void shell_valuesOutOfRange_countAsOnTheProcessor() {
    float[] coverage = discs(33, new Random(3));
    coverage[0] = Float.NaN;
    coverage[500] = Float.NaN;
    coverage[501] = Float.POSITIVE_INFINITY;
    coverage[502] = -7;

    assertSame(coverage, 33);
  }

  @Test
  void shell_wrongLength_isRefusedAsOnTheProcessor() {
    assertThatThrownBy(() -> reliefs.shell(new float[8], 3, DeviceReliefsTest::slanted))
        .hasMessage("grid: 8 values (expected: 3 squared)");
    assertThat(card.done).isEmpty();
  }

  @Test
  void shell_evenProfile_distancesStayForTheRelief() {
    reliefs.shell(discs(31, new Random(1)), 31, DeviceReliefsTest::even);

    assertThat(card.uploaded).as("coverage, heights").containsEntry("relief", 2 * 4L * 31 * 31);
    assertThat(card.downloaded)
        .as("distance, height and centre of the balls, then the shell")
        .containsEntry("relief", 6 * 4L * 31 * 31);
  }

  @Test
  void shell_slantedProfile_depthsGoUpToo() {
    reliefs.shell(discs(31, new Random(1)), 31, DeviceReliefsTest::slanted);

    assertThat(card.uploaded).containsEntry("relief", 3 * 4L * 31 * 31);
  }

  @Test
  void shell_profilerThatThrows_leavesNothing() {
    assertThatThrownBy(
            () ->
                reliefs.shell(
                    discs(31, new Random(1)),
                    31,
                    (outline, side) -> {
                      throw new IllegalStateException("cannot tell");
                    }))
        .hasMessage("cannot tell");

    card.assertNothingHeld();
  }

  @Test
  void shell_memoryEndsAtAnyAllocation_isTheSameAndLeavesNothing() {
    float[] coverage = discs(19, new Random(5));
    DepthShell expected = ReliefKernel.CPU.shell(coverage, 19, DeviceReliefsTest::slanted);
    int failures = 0;
    for (int after = 0; card.rungs.size() == failures; after++) {
      card.failAfter(after);
      assertEqual(reliefs.shell(coverage, 19, DeviceReliefsTest::slanted), expected);
      card.assertNothingHeld();
      failures++;
    }
    assertThat(failures).as("attempts that failed once").isGreaterThan(18);
    assertThat(card.done).containsOnly("relief cuda");
  }

  @Test
  void shell_noMemoryAtAll_isDoneByTheProcessor() {
    float[] coverage = discs(40, new Random(6));
    card.shrink(1 << 10);

    assertSame(coverage, 40);

    assertThat(card.done).containsOnly("relief cpu");
  }

  @Test
  void shell_noBooksAndNoMemory_saysSo() {
    ReliefKernel bare = card.bareSteps().reliefs();
    float[] coverage = discs(40, new Random(6));
    card.shrink(1 << 10);

    assertThatThrownBy(() -> bare.shell(coverage, 40, DeviceReliefsTest::even))
        .isInstanceOf(DeviceOutOfMemoryException.class);
  }

  private void assertSame(float[] coverage, int side) {
    for (ReliefKernel.Profiler profiler :
        List.<ReliefKernel.Profiler>of(DeviceReliefsTest::even, DeviceReliefsTest::slanted)) {
      List<Outline> outlines = new ArrayList<>();
      ReliefKernel.Profiler noted =
          (outline, pixels) -> {
            outlines.add(
                new Outline(outline.distance(), outline.squaredHeight().clone(), outline.centre()));
            return profiler.profile(outline, pixels);
          };

      DepthShell ours = reliefs.shell(coverage.clone(), side, noted);

      assertEqual(ours, ReliefKernel.CPU.shell(coverage, side, noted));
      assertThat(outlines).hasSize(2);
      assertThat(outlines.get(0).distance()).isEqualTo(outlines.get(1).distance());
      assertThat(outlines.get(0).squaredHeight()).isEqualTo(outlines.get(1).squaredHeight());
      assertThat(outlines.get(0).centre()).isEqualTo(outlines.get(1).centre());
    }
  }

  private static void assertEqual(DepthShell ours, DepthShell theirs) {
    assertThat(ours.outline()).isEqualTo(theirs.outline());
    assertThat(ours.front()).isEqualTo(theirs.front());
    assertThat(ours.back()).isEqualTo(theirs.back());
  }

  /** As thick as the balls, all in one plane. */
  private static Profile even(Outline outline, int side) {
    return new Profile(outline.squaredHeight(), null);
  }

  /** As thick as the balls, and turned away. */
  private static Profile slanted(Outline outline, int side) {
    float[] mid = new float[side * side];
    for (int i = 0; i < mid.length; i++) {
      mid[i] = outline.distance()[i] > 0 ? outline.centre()[i] % side * 0.7f - 3 : 0;
    }
    return new Profile(outline.squaredHeight(), mid);
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
