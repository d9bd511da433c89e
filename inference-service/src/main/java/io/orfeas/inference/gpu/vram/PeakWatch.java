package io.orfeas.inference.gpu.vram;

import io.orfeas.inference.gpu.DeviceFailureException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures what work takes that does not say so itself, as a library with an allocator of its own:
 * looks again and again how much less is free on the device than before, what other reservations
 * account for left aside.
 *
 * <p>What nobody accounts for, a neighbour's memory say, is counted in: predictions get too large
 * then, until such peaks have left {@link PeakModel}'s memory, or one was refused for its size and
 * is forgotten. Safe for concurrent use.
 */
public final class PeakWatch implements AutoCloseable {
  private static final long PERIOD_MICROS = 500;

  private final LongSupplier freeBytes;
  private final StageMemory memory;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, this::thread);

  /**
   * A watch that waits.
   *
   * @param freeBytes measures the device's free memory; takes microseconds
   * @param memory that the work's reservations are of
   */
  public PeakWatch(LongSupplier freeBytes, StageMemory memory) {
    this.freeBytes = freeBytes;
    this.memory = memory;
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Does the work, and tells its reservation what it takes meanwhile.
   *
   * @throws RuntimeException what the work throws
   */
  public <T> T during(Reservation reservation, Supplier<T> work) {
    long before = freeBytes.getAsLong() + memory.allocatedBeside(reservation);
    Runnable look = () -> look(reservation, before);
    Future<?> looking =
        clock.scheduleWithFixedDelay(look, PERIOD_MICROS, PERIOD_MICROS, TimeUnit.MICROSECONDS);
    try {
      T made = work.get();
      look.run();
      return made;
    } finally {
      looking.cancel(false);
    }
  }

  private void look(Reservation reservation, long before) {
    long others = memory.allocatedBeside(reservation);
    long free;
    try {
      free = freeBytes.getAsLong();
    } catch (DeviceFailureException unmeasured) {
      // Work that is done is done; where the device is lost, the work hears of it itself.
      return;
    }
    // Others that took or gave in between would be taken for this one.
    if (others == memory.allocatedBeside(reservation)) {
      reservation.observed(Math.max(0, before - free - others));
    }
  }

  private Thread thread(Runnable looking) {
    Thread thread = new Thread(looking, "orfeas-vram-watch");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
