package io.orfeas.inference.pipeline;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A card of 24 GiB without a GPU, with books, and an ear on what steps do there. Closing it fails
 * where anything is left allocated or promised.
 */
final class FakeCard implements StepListener, AutoCloseable {
  /** What each step did, in its order: {@code surface cuda}. */
  final List<String> done = Collections.synchronizedList(new ArrayList<>());

  /** Rungs tried after memory ran out. */
  final List<Rung> rungs = Collections.synchronizedList(new ArrayList<>());

  /** Bytes that went up, by step. */
  final Map<String, Long> uploaded = Collections.synchronizedMap(new TreeMap<>());

  /** Bytes that came down, by step. */
  final Map<String, Long> downloaded = Collections.synchronizedMap(new TreeMap<>());

  /** Most bytes that each step held, by step. */
  final Map<String, Long> peaks = Collections.synchronizedMap(new TreeMap<>());

  /** Steps that the device did not do. */
  final List<String> failed = Collections.synchronizedList(new ArrayList<>());

  private final FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
  private final CudaDevice device = CudaDevice.open(Clock.systemUTC());
  private final VramLedger ledger;
  private long faults;

  FakeCard() {
    this(24 * GIB);
  }

  /**
   * A card of which the books know something else.
   *
   * @param bookedBytes what the books take its size to be
   */
  FakeCard(long bookedBytes) {
    ledger = new VramLedger(new VramBudget(bookedBytes), () -> bookedBytes, 8, LedgerListener.NONE);
  }

  HeavySteps steps() {
    OomLadder ladder =
        new OomLadder(
            EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
            device::freeCaches,
            (stage, next) -> rungs.add(next));
    StageMemory memory = new StageMemory(ledger, new PeakModel());
    return new DeviceSteps(device.kernels().orElseThrow(), new AdmittedWork(memory, ladder, this));
  }

  /** Steps without books. */
  HeavySteps bareSteps() {
    return DeviceSteps.always(device.kernels().orElseThrow());
  }

  /** From now on so many allocations succeed, and the next one fails. */
  void failAfter(long allocations) {
    driver.play(Map.of("total", 24 * GIB, "fail_after", allocations, "fault", ++faults));
  }

  /** From now on nothing fits that has more bytes than this. */
  void shrink(long bytes) {
    driver.play(Map.of("total", bytes));
  }

  /** From now on kernels fault. */
  void breakDown() {
    driver.play(Map.of("total", 24 * GIB, "launch", 719L));
  }

  /** From now on kernels' threads run from the last to the first. */
  void runBackward() {
    driver.play(Map.of("total", 24 * GIB, "backward", 1L));
  }

  /** From now on kernels' threads run on several threads of the processor. */
  void runAtOnce(int threads) {
    driver.play(Map.of("total", 24 * GIB, "threads", (long) threads));
  }

  /** From now on calls are written down. */
  void takeNotes() {
    driver.calls();
    driver.play(Map.of("total", 24 * GIB, "noted", 1L));
  }

  /** What was written down. */
  List<String> notes() {
    return driver.calls();
  }

  void heal() {
    driver.play(Map.of("total", 24 * GIB));
  }

  @Override
  public void done(String step, ComputedOn where) {
    done.add(step + " " + where.wireName());
  }

  @Override
  public void copied(String step, long up, long down) {
    uploaded.merge(step, up, Long::sum);
    downloaded.merge(step, down, Long::sum);
  }

  @Override
  public void held(String step, long peakBytes) {
    peaks.merge(step, peakBytes, Math::max);
  }

  @Override
  public void failed(String step, DeviceFailureException failure) {
    failed.add(step + ": " + failure.getMessage());
  }

  void assertNothingHeld() {
    assertThat(device.freeBytes()).as("free on the card").isEqualTo(24 * GIB);
    assertThat(ledger.held()).as("promised in the books").isZero();
  }

  @Override
  public void close() {
    heal();
    assertNothingHeld();
    device.close();
  }
}
