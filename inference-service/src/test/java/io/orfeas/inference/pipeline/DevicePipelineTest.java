package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with a device, beside whole runs without one: the files are the same bytes. */
class DevicePipelineTest {
  private static final Simplifier SIMPLIFIER = Simplifier.best();
  private static final int PREVIEW_TEXELS = 128 * 128;

  private FakeCard card;

  @BeforeEach
  void open() {
    card = new FakeCard();
  }

  @AfterEach
  void close() {
    card.close();
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void run_withADevice_givesTheSameFiles(Style style) {
    List<StageResult> ours = run(card.steps(), style);

    assertSameFiles(ours, run(HeavySteps.CPU, style));
    assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CUDA);
    assertThat(card.done)
        .containsOnly("relief cuda", "surface cuda", "placing cuda", "texture cuda");
  }

  @Test
  void run_withoutADevice_saysSo() {
    List<StageResult> ours = run(HeavySteps.CPU, Style.REALISTIC);

    assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CPU);
    assertThat(ours).extracting(StageResult::peakDeviceBytes).containsOnly(0L);
  }

  @Test
  void run_withADevice_saysWhatMemoryItsStagesHeld() {
    List<StageResult> ours = run(card.steps(), Style.REALISTIC);

    assertThat(ours).allSatisfy(stage -> assertThat(stage.peakDeviceBytes()).isPositive());
    assertThat(ours.stream().mapToLong(StageResult::peakDeviceBytes).max())
        .hasValue(card.peaks.values().stream().mapToLong(Long::longValue).max().orElseThrow());
    // The preview works on an eighth of the picture.
    assertThat(ours.get(0).peakDeviceBytes()).isLessThan(ours.get(2).peakDeviceBytes());
  }

  @Test
  void run_withADevice_copiesOnlyWhatTheProcessorNeedsInBetween() {
    List<StageResult> results = run(card.steps(), Style.REALISTIC);

    // Three estimates and a preview, two surfaces, one simplified mesh, four textures.
    assertThat(card.done.stream().filter("relief cuda"::equals)).hasSize(3);
    assertThat(card.done.stream().filter("surface cuda"::equals)).hasSize(2);
    assertThat(card.done.stream().filter("placing cuda"::equals)).hasSize(1);
    assertThat(card.done.stream().filter("texture cuda"::equals)).hasSize(4);
    assertThat(results).hasSize(4);

    // Two or three numbers for each pixel go up, and six come down, of a preview and two shells.
    long pixels = 64 * 64 + 2 * 128 * 128;
    assertThat(card.uploaded.get("relief")).isBetween(2 * 4 * pixels, 3 * 4 * pixels);
    assertThat(card.downloaded.get("relief")).isEqualTo(6 * 4 * pixels);
    // Sixteen bytes for each texel go up, eight or ten come down.
    assertThat(card.uploaded.get("texture")).isGreaterThan(16L * PREVIEW_TEXELS);
    assertThat(card.downloaded.get("texture"))
        .isLessThan(card.uploaded.get("texture") * 10 / 16 + 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 15, 30, 45, 90, 150, 200})
  void run_memoryEndsOnce_givesTheSameFiles(long after) {
    card.failAfter(after);

    List<StageResult> ours = run(card.steps(), Style.REALISTIC);

    assertSameFiles(ours, run(HeavySteps.CPU, Style.REALISTIC));
    assertThat(card.rungs).hasSize(1);
    assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CUDA);
  }

  @Test
  void run_cardTooSmallForTheLaterSteps_givesTheSameFilesAndSaysWhere() {
    card.shrink(1 << 20);

    List<StageResult> ours = run(card.steps(), Style.REALISTIC);

    assertSameFiles(ours, run(HeavySteps.CPU, Style.REALISTIC));
    // The preview's relief is made while nothing else is, and fits; those of the others never do.
    // Whether a texture fits depends on what runs beside it.
    assertThat(ours.get(0).computedOn()).isNotEqualTo(ComputedOn.CPU);
    assertThat(ours.get(1).computedOn()).isNotEqualTo(ComputedOn.CUDA);
    assertThat(ours.get(2).computedOn()).isNotEqualTo(ComputedOn.CUDA);
    assertThat(card.done).contains("relief cuda", "relief cpu");
  }

  @Test
  void run_cardTooSmallForAnything_givesTheSameFiles() {
    card.shrink(1 << 10);

    List<StageResult> ours = run(card.steps(), Style.REALISTIC);

    assertSameFiles(ours, run(HeavySteps.CPU, Style.REALISTIC));
    assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CPU);
  }

  @Test
  void run_booksWithoutRoom_givesTheSameFiles() {
    try (FakeCard poor = new FakeCard(1 << 20)) {
      List<StageResult> ours = run(poor.steps(), Style.REALISTIC);

      assertSameFiles(ours, run(HeavySteps.CPU, Style.REALISTIC));
      assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CPU);
      assertThat(poor.uploaded).isEmpty();
    }
  }

  @Test
  void run_deviceBreaksDown_givesTheSameFiles() {
    card.breakDown();

    List<StageResult> ours = run(card.steps(), Style.REALISTIC);

    assertSameFiles(ours, run(HeavySteps.CPU, Style.REALISTIC));
    assertThat(ours).extracting(StageResult::computedOn).containsOnly(ComputedOn.CPU);
    assertThat(card.failed)
        .contains("relief: outline_edges: CUDA_ERROR_LAUNCH_FAILED (expected: success)")
        .hasSize(10);
  }

  @Test
  void run_kernelsBackward_givesTheSameFiles() {
    card.runBackward();

    assertSameFiles(run(card.steps(), Style.REALISTIC), run(HeavySteps.CPU, Style.REALISTIC));
  }

  @Test
  void run_kernelsOnSeveralThreads_givesTheSameFiles() {
    card.runAtOnce(4);

    assertSameFiles(run(card.steps(), Style.REALISTIC), run(HeavySteps.CPU, Style.REALISTIC));
  }

  @Test
  void run_severalAtOnceOnOneCard_giveTheSameFiles() throws Exception {
    List<StageResult> alone = run(HeavySteps.CPU, Style.REALISTIC);
    HeavySteps shared = card.steps();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<StageResult>>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(threads.submit(() -> run(shared, Style.REALISTIC)));
      }
      for (Future<List<StageResult>> run : runs) {
        assertSameFiles(run.get(), alone);
      }
    } finally {
      threads.shutdownNow();
    }
    card.assertNothingHeld();
  }

  private static void assertSameFiles(List<StageResult> ours, List<StageResult> theirs) {
    assertThat(ours).extracting(StageResult::stage).containsExactly(Stage.values());
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).glb().length).isEqualTo(theirs.get(i).glb().length);
      assertThat(ours.get(i).glb()).as("%s", ours.get(i).stage()).isEqualTo(theirs.get(i).glb());
    }
  }

  private static List<StageResult> run(HeavySteps steps, Style style) {
    List<StageResult> results = new ArrayList<>();
    ReconstructionPipeline.standard(ImageLimits.DEFAULT, SIMPLIFIER, steps)
        .run(
            pear(),
            new GenerationOptions(1, Size.SMALL, style, 1_500, 0, "classical", 1, Symmetry.OFF),
            new StageListener() {
              @Override
              public void accepted(ForegroundMask mask) {}

              @Override
              public void finished(StageResult result) {
                results.add(result);
              }

              @Override
              public boolean isCancelled() {
                return false;
              }
            });
    return results;
  }

  /** A leaning pear with a pattern, on a transparent ground. */
  private static byte[] pear() {
    int side = 151;
    int[] argb = new int[side * side];
    for (int i = 0; i < argb.length; i++) {
      double x = i % side - 70;
      double y = i / side - 80;
      double edge = 48 - 16 * Math.sin(Math.atan2(-y, x - 0.2 * y));
      double cover = Math.max(0, Math.min(1, edge - Math.hypot(x, y) + 0.5));
      int stripe = (i / side / 9 + i % side / 13) % 2 == 0 ? 0x30A050 : 0xD0C030;
      argb[i] = (int) Math.round(cover * 255) << 24 | stripe;
    }
    return PngEncoder.encode(new RgbaImage(side, side, argb));
  }
}
