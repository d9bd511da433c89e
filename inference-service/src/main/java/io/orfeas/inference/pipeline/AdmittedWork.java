package io.orfeas.inference.pipeline;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramRefusedException;
import io.orfeas.inference.gpu.vram.WorkPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Does steps on a device when its ledger has room, and on the processor when not, or when the
 * device fails: the result is the same, bit by bit, so nothing but time is lost. Immutable; safe
 * for concurrent use.
 */
public final class AdmittedWork implements StepWork {
  private static final int USUAL = 5;

  /** A device is worth waiting for about as long as the processor would take. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final StageMemory memory;
  private final OomLadder ladder;
  private final StepListener listener;
  private final IntSupplier priority;

  /**
   * Work for a device with books, all of one priority.
   *
   * @param ladder must end on the CPU
   */
  public AdmittedWork(StageMemory memory, OomLadder ladder, StepListener listener) {
    this(memory, ladder, listener, () -> USUAL);
  }

  /**
   * Work for a device with books.
   *
   * @param ladder must end on the CPU
   * @param priority 0 (first) to 9 (last), of the run that the calling thread works for
   */
  public AdmittedWork(
      StageMemory memory, OomLadder ladder, StepListener listener, IntSupplier priority) {
    this.priority = priority;
    this.memory = memory;
    this.ladder = ladder;
    this.listener = listener;
  }

  @Override
  public StepWork heardBy(StepListener other) {
    return new AdmittedWork(memory, ladder, listener.and(other), priority);
  }

  @Override
  public StepWork forRun() {
    int ofRun = priority.getAsInt();
    return new AdmittedWork(memory, ladder, listener, () -> ofRun);
  }

  @Override
  public <T> T run(Size size, Function<MemoryUse, T> device, Supplier<T> processor) {
    Optional<T> result = onDevice(size, device);
    // The processor needs no device memory: what was reserved is given back by now.
    T value = result.orElseGet(processor);
    listener.done(size.step(), result.isPresent() ? ComputedOn.CUDA : ComputedOn.CPU);
    return value;
  }

  private <T> Optional<T> onDevice(Size size, Function<MemoryUse, T> device) {
    String step = size.step();
    StageMemory.Demand demand =
        new StageMemory.Demand(step, step, size.units(), size.firstGuess(), 1, priority.getAsInt());
    try {
      return memory.run(
          demand,
          PATIENCE,
          reservation -> {
            try {
              return climb(step, reservation, device);
            } finally {
              listener.held(step, reservation.peak());
            }
          });
    } catch (VramRefusedException full) {
      return Optional.empty();
    } catch (DeviceFailureException broken) {
      listener.failed(step, broken);
      return Optional.empty();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new CancellationException("run: interrupted while it waited for device memory");
    }
  }

  private <T> Optional<T> climb(String step, MemoryUse reservation, Function<MemoryUse, T> device) {
    return ladder
        .run(
            step,
            WorkPlan.FULL,
            way ->
                way.onDevice()
                    ? Optional.of(attempt(step, reservation, device))
                    : Optional.<T>empty())
        .value();
  }

  private <T> T attempt(String step, MemoryUse reservation, Function<MemoryUse, T> device) {
    CountedCopies copies = new CountedCopies(reservation);
    try {
      return device.apply(copies);
    } finally {
      listener.copied(step, copies.uploaded(), copies.downloaded());
    }
  }
}
