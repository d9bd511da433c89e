package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.gpu.vram.Claim;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.AdmittedWork;
import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.pipeline.StepListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs on a device that fills up in the middle: each ends with four sound meshes. */
class OutOfMemoryTest {
  private final FakeModel model = new FakeModel();
  private final AtomicInteger freed = new AtomicInteger();
  private final Recorder recorder = new Recorder();

  static Stream<Arguments> stagesAndRungs() {
    // The later stages ask for the same cut-out again, and the model is not run for them.
    return Stream.of(Stage.VOXEL_PREVIEW, Stage.ROUGH_MESH)
        .flatMap(stage -> Stream.of(Rung.values()).map(rung -> Arguments.of(stage, rung)));
  }

  @ParameterizedTest
  @MethodSource("stagesAndRungs")
  void run_modelOutOfMemoryInAStage_finishesOnTheRung(Stage stage, Rung rung) {
    model.fits =
        wish ->
            model.done < stage.ordinal()
                || switch (rung) {
                  // One picture has no smaller pieces: it is helped by whatever comes next.
                  case FREE_CACHES, SMALLER_CHUNKS -> freed.get() > 0;
                  case LOWER_PRECISION -> wish.precision() != Precision.FP32;
                  case LOWER_RESOLUTION -> wish.side() < 64;
                  case CPU -> !wish.onDevice();
                };

    run(HeavySteps.CPU, "fake-fp32");

    assertSound();
    boolean less = rung.compareTo(Rung.LOWER_PRECISION) >= 0;
    if (less) {
      assertThat(recorder.rungs).isNotEmpty().containsOnly(rung.wireName());
    } else {
      assertThat(recorder.rungs).isEmpty();
    }
  }

  @Test
  void run_modelNeverFits_endsWithTheMemoryError() {
    model.fits = wish -> false;

    assertThatThrownBy(() -> run(HeavySteps.CPU, "fake-fp32"))
        .isInstanceOf(DeviceOutOfMemoryException.class);
  }

  @Test
  void run_noStepFitsOnTheDevice_makesTheSameFiles() {
    VramLedger ledger =
        new VramLedger(
            new VramBudget(24 * VramBudget.GIB), () -> 20 * VramBudget.GIB, 8, LedgerListener.NONE);
    List<Rung> heard = Collections.synchronizedList(new ArrayList<>());
    Set<String> steps = ConcurrentHashMap.newKeySet();
    OomLadder ladder =
        new OomLadder(
            EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
            freed::incrementAndGet,
            (name, next) -> heard.add(next));
    StageMemory memory = new StageMemory(ledger, new PeakModel());
    StepListener listener = (step, where) -> steps.add(step + " " + where.wireName());

    run(new DeviceSteps(new FullDevice(), new AdmittedWork(memory, ladder, listener)), "classical");

    List<StageResult> withFaults = List.copyOf(recorder.results);
    recorder.results.clear();
    run(HeavySteps.CPU, "classical");
    for (int i = 0; i < withFaults.size(); i++) {
      assertThat(withFaults.get(i).glb()).isEqualTo(recorder.results.get(i).glb());
    }
    assertThat(steps).containsOnly("relief cpu", "surface cpu", "placing cpu", "texture cpu");
    assertThat(heard).containsOnly(Rung.FREE_CACHES, Rung.CPU);
    assertThat(withFaults).extracting(StageResult::computedOn).containsOnly(ComputedOn.CPU);
    assertThat(recorder.rungs).as("nothing is lost").isEmpty();
    assertThat(ledger.held()).isZero();
  }

  @Test
  void run_stepsOnAnyThread_waitAsTheRunDoes() {
    Set<Integer> priorities = ConcurrentHashMap.newKeySet();
    VramLedger ledger =
        new VramLedger(
            new VramBudget(24 * VramBudget.GIB),
            () -> 20 * VramBudget.GIB,
            8,
            new LedgerListener() {
              @Override
              public void granted(Claim claim, long bytes, long waitedNanos) {
                priorities.add(claim.priority());
              }
            });
    OomLadder ladder = new OomLadder(EnumSet.of(Rung.CPU), () -> {}, (name, next) -> {});
    Thread caller = Thread.currentThread();
    AdmittedWork work =
        new AdmittedWork(
            new StageMemory(ledger, new PeakModel()),
            ladder,
            (step, where) -> {},
            () -> Thread.currentThread() == caller ? 2 : 9);

    run(new DeviceSteps(new FullDevice(), work), "classical");

    assertThat(priorities).containsExactly(2);
  }

  private void assertSound() {
    assertThat(recorder.results).extracting(StageResult::stage).containsExactly(Stage.values());
    for (StageResult result : recorder.results) {
      MeshAudit audit = MeshAudit.of(GlbReader.read(result.glb()).geometry());
      assertThat(audit.isSolid()).as("%s: %s", result.stage(), audit).isTrue();
    }
  }

  private void run(HeavySteps steps, String estimator) {
    ModelMemory memory =
        new ModelMemory(Optional.empty(), () -> 0, Optional::empty, freed::incrementAndGet);
    ModelEstimators estimators =
        new ModelEstimators(
            Fixtures.manifest(Precision.values()),
            model,
            "fake",
            Optional.empty(),
            memory,
            new BatchLimits(8, Duration.ZERO, Duration.ofMillis(1)),
            () -> BatchTerms.DEFAULT,
            Fixtures.deaf());
    List<ShapeEstimator> all = new ArrayList<>(estimators.all());
    all.add(new ClassicalShapeEstimator());
    new ReconstructionPipeline(ImageLimits.DEFAULT, all, Simplifier.best(), steps)
        .run(
            disc(),
            new GenerationOptions(
                1, Size.SMALL, Style.REALISTIC, 1_000, 0, estimator, 1, Symmetry.OFF),
            recorder);
  }

  private static byte[] disc() {
    float[] coverage = Silhouettes.disc(96, 30);
    int[] argb = new int[coverage.length];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = Math.round(coverage[i] * 255) << 24 | 0x3060A0;
    }
    return PngEncoder.encode(new RgbaImage(96, 96, argb));
  }

  /** A device on which nothing fits. */
  private static final class FullDevice implements BulkKernels {
    @Override
    public Shell shell(float[] coverage, int side, float pixel, Profiler host, MemoryUse memory) {
      throw new DeviceOutOfMemoryException(2, 1);
    }

    @Override
    public Surface surface(
        Shell shell,
        List<Lattice> lattices,
        Patterns patterns,
        int smoothing,
        Host host,
        MemoryUse memory) {
      throw new DeviceOutOfMemoryException(2, 1);
    }

    @Override
    public Surface placed(float[] positions, int[] triangles, MemoryUse memory) {
      throw new DeviceOutOfMemoryException(2, 1);
    }

    @Override
    public Pictures pictures(Chart chart, MemoryUse memory) {
      throw new DeviceOutOfMemoryException(2, 1);
    }
  }

  private static final class Recorder implements StageListener {
    private final List<StageResult> results = new ArrayList<>();
    private final List<String> rungs = new ArrayList<>();

    @Override
    public void accepted(ForegroundMask mask) {}

    @Override
    public void finished(StageResult result) {
      results.add(result);
    }

    @Override
    public void degraded(Shortfall shortfall) {
      assertThat(shortfall.reason()).isEqualTo(Shortfall.Reason.OUT_OF_MEMORY);
      rungs.add(shortfall.rung());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
