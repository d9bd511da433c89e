package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.Claim;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import io.orfeas.inference.image.Cutout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory runs out until the run is on the rung that the test is about. */
class ModelRunnerTest {
  private static final Cutout CUTOUT = Silhouettes.cutout(Silhouettes.disc(32, 10));

  private static final Shortfall MEMORY_CPU = new Shortfall(Shortfall.Reason.OUT_OF_MEMORY, "cpu");

  private final FakeModel model = new FakeModel();
  private final AtomicInteger freed = new AtomicInteger();
  private final List<Rung> heard = new ArrayList<>();
  private final List<DeviceFailureException> failures = new ArrayList<>();
  private Duration patience = Duration.ofMillis(1);
  private LongSupplier clock = System::nanoTime;

  @Test
  void run_enoughMemory_isOneRun() {
    List<ModelRunner.Answer> answers = runner().run(cutouts(4), Precision.FP32);

    assertThat(answers).hasSize(4).allMatch(answer -> answer.shortfall() == null);
    assertThat(model.wishes).containsExactly(new FakeModel.Wish(4, 64, Precision.FP32, true));
  }

  @ParameterizedTest
  @EnumSource(Rung.class)
  void run_memoryFoundOnARung_finishesAndNamesIt(Rung rung) {
    model.fits = on(rung);

    List<ModelRunner.Answer> answers = runner().run(cutouts(4), Precision.FP32);

    boolean same = rung == Rung.FREE_CACHES || rung == Rung.SMALLER_CHUNKS;
    assertThat(answers).hasSize(4);
    assertThat(answers)
        .extracting(ModelRunner.Answer::shortfall)
        .containsOnly(same ? null : new Shortfall(Shortfall.Reason.OUT_OF_MEMORY, rung.wireName()));
    assertThat(heard).last().isEqualTo(rung);
    assertThat(freed).hasValue(1);
  }

  @Test
  void run_onTheProcessor_isAllThatWasAskedFor() {
    model.fits = wish -> !wish.onDevice();

    runner().run(cutouts(1), Precision.FP16);

    assertThat(model.wishes).last().isEqualTo(new FakeModel.Wish(1, 64, Precision.FP16, false));
    assertThat(model.wishes).as("one picture has no pieces").hasSize(6);
  }

  @Test
  void run_neverEnough_throws() {
    model.fits = wish -> false;

    assertThatThrownBy(() -> runner().run(cutouts(2), Precision.FP32))
        .isInstanceOf(DeviceOutOfMemoryException.class);
    assertThat(heard).last().isNull();
  }

  @Test
  void run_ledgerFull_goesDownTheLadderAndGivesAllBack() {
    VramLedger ledger =
        new VramLedger(new VramBudget(4 * VramBudget.GIB), () -> 0, 8, LedgerListener.NONE);
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())),
            () -> 0,
            Optional::empty,
            freed::incrementAndGet);

    List<ModelRunner.Answer> answers = runner(memory).run(cutouts(2), Precision.FP32);

    assertThat(answers).allMatch(answer -> MEMORY_CPU.equals(answer.shortfall()));
    assertThat(model.wishes).containsExactly(new FakeModel.Wish(2, 64, Precision.FP32, false));
    assertThat(ledger.held()).isZero();
  }

  @Test
  void run_again_reservesWhatTheFirstRunTook() {
    AtomicLong free = new AtomicLong(20 * VramBudget.GIB);
    AtomicLong looks = new AtomicLong();
    LongSupplier look =
        () -> {
          looks.incrementAndGet();
          return free.get();
        };
    List<Long> wanted = new ArrayList<>();
    VramLedger ledger =
        new VramLedger(
            new VramBudget(24 * VramBudget.GIB),
            free::get,
            8,
            new LedgerListener() {
              @Override
              public void granted(Claim claim, long bytes, long waitedNanos) {
                wanted.add(claim.wantedBytes());
              }
            });
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())), look, Optional::empty, () -> {});
    model.fits =
        wish -> {
          free.addAndGet(-wish.pictures() * VramBudget.GIB);
          for (long enough = looks.get() + 3; looks.get() < enough; ) {
            Thread.onSpinWait();
          }
          free.addAndGet(wish.pictures() * VramBudget.GIB);
          return true;
        };

    try (ModelRunner runner = runner(memory)) {
      assertThat(runner.sampleBytes(Precision.FP32)).isEqualTo(1L << 20);
      runner.run(cutouts(1), Precision.FP32);
      assertThat(runner.sampleBytes(Precision.FP32)).isEqualTo((long) (VramBudget.GIB * 1.1));
      runner.run(cutouts(3), Precision.FP32);
    }

    assertThat(wanted).containsExactly(1L << 20, (long) (3 * VramBudget.GIB * 1.1));
  }

  @Test
  void run_afterANeighboursSpike_isOnTheDeviceAgain() {
    AtomicLong free = new AtomicLong(23 * VramBudget.GIB);
    VramLedger ledger =
        new VramLedger(new VramBudget(24 * VramBudget.GIB), free::get, 8, LedgerListener.NONE);
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())),
            free::get,
            Optional::empty,
            freed::incrementAndGet);
    model.fits =
        wish -> {
          free.set(model.done == 0 ? VramBudget.GIB : 23 * VramBudget.GIB);
          return true;
        };

    try (ModelRunner runner = runner(memory)) {
      runner.run(cutouts(1), Precision.FP32);
      free.set(23 * VramBudget.GIB);
      assertThat(runner.sampleBytes(Precision.FP32)).isGreaterThan(24 * VramBudget.GIB);

      List<ModelRunner.Answer> answers = runner.run(cutouts(1), Precision.FP32);

      assertThat(answers).allMatch(answer -> answer.shortfall() == null);
      assertThat(heard).containsExactly(Rung.FREE_CACHES);
      assertThat(model.wishes).allMatch(FakeModel.Wish::onDevice);
    }
  }

  @Test
  void run_deviceFails_isDoneByTheProcessorAtOnce() {
    model.broken = true;

    List<ModelRunner.Answer> answers = runner().run(cutouts(3), Precision.FP16);

    assertThat(answers)
        .hasSize(3)
        .extracting(ModelRunner.Answer::shortfall)
        .containsOnly(new Shortfall(Shortfall.Reason.DEVICE_FAILED, "cpu"));
    assertThat(model.wishes)
        .containsExactly(
            new FakeModel.Wish(3, 64, Precision.FP16, true),
            new FakeModel.Wish(3, 64, Precision.FP16, false));
    assertThat(failures).hasSize(1);
    assertThat(heard).as("memory did not run out").isEmpty();
  }

  @Test
  void run_freeMemoryCannotBeRead_isDoneByTheProcessor() {
    LongSupplier lost =
        () -> {
          throw new Lost();
        };
    VramLedger ledger =
        new VramLedger(new VramBudget(24 * VramBudget.GIB), lost, 8, LedgerListener.NONE);
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())),
            lost,
            Optional::empty,
            freed::incrementAndGet);

    List<ModelRunner.Answer> answers = runner(memory).run(cutouts(1), Precision.FP32);

    assertThat(answers.get(0).shortfall())
        .isEqualTo(new Shortfall(Shortfall.Reason.DEVICE_FAILED, "cpu"));
    assertThat(model.wishes).containsExactly(new FakeModel.Wish(1, 64, Precision.FP32, false));
    assertThat(memory.batch(8, 1, 1)).as("size of a batch").isEqualTo(8);
    assertThat(ledger.waiting()).isZero();
  }

  /** The first claim is more than the device has, and so refused at once; a smaller one waits. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void run_patienceSpentOnARung_isNotWaitedAgainOnTheNext() {
    AtomicLong hours = new AtomicLong();
    clock = () -> Duration.ofHours(hours.incrementAndGet()).toNanos();
    patience = Duration.ofHours(1);
    VramLedger ledger =
        new VramLedger(
            new VramBudget(3 * VramBudget.GIB + (5 << 19)), () -> 0, 8, LedgerListener.NONE);
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())),
            () -> 0,
            Optional::empty,
            freed::incrementAndGet);

    List<ModelRunner.Answer> answers = runner(memory).run(cutouts(4), Precision.FP32);

    assertThat(answers).allMatch(answer -> MEMORY_CPU.equals(answer.shortfall()));
    assertThat(heard).contains(Rung.SMALLER_CHUNKS, Rung.LOWER_RESOLUTION);
  }

  @Test
  void run_batchOfSeveralPriorities_waitsByTheFirst() {
    List<Integer> priorities = new ArrayList<>();
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
    ModelMemory memory =
        new ModelMemory(
            Optional.of(new StageMemory(ledger, new PeakModel())),
            () -> 20 * VramBudget.GIB,
            Optional::empty,
            freed::incrementAndGet);

    runner(memory)
        .run(
            List.of(new ModelRunner.Question(CUTOUT, 7), new ModelRunner.Question(CUTOUT, 2)),
            Precision.FP32);

    assertThat(priorities).containsExactly(2);
  }

  private static final class Lost extends DeviceFailureException {
    private static final long serialVersionUID = 1;

    Lost() {
      super("cuMemGetInfo: CUDA_ERROR_ILLEGAL_ADDRESS (expected: success)");
    }
  }

  private Predicate<FakeModel.Wish> on(Rung rung) {
    return wish ->
        switch (rung) {
          case FREE_CACHES -> freed.get() > 0;
          case SMALLER_CHUNKS -> wish.pictures() < 4;
          case LOWER_PRECISION -> wish.precision() != Precision.FP32;
          case LOWER_RESOLUTION -> wish.side() < 64;
          case CPU -> !wish.onDevice();
        };
  }

  private ModelRunner runner() {
    return runner(
        new ModelMemory(Optional.empty(), () -> 0, Optional::empty, freed::incrementAndGet));
  }

  private ModelRunner runner(ModelMemory memory) {
    return new ModelRunner(
        Fixtures.manifest(Precision.values()), model, memory, new Ears(), patience, clock);
  }

  private final class Ears implements ModelListener {
    @Override
    public void running(Precision precision, int pictures, long longestWaitNanos) {}

    @Override
    public void outOfMemory(String stage, @Nullable Rung next) {
      heard.add(next);
    }

    @Override
    public void failed(String stage, DeviceFailureException failure) {
      failures.add(failure);
    }
  }

  private static List<ModelRunner.Question> cutouts(int count) {
    return Collections.nCopies(count, new ModelRunner.Question(CUTOUT, 5));
  }
}
