package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device whose free memory the test turns, under work that says nothing of what it takes. */
class PeakWatchTest {
  private final AtomicLong free = new AtomicLong(20 * GIB);
  private final AtomicLong looks = new AtomicLong();
  private final VramLedger ledger =
      new VramLedger(new VramBudget(24 * GIB), free::get, 8, LedgerListener.NONE);
  private final StageMemory memory = new StageMemory(ledger, new PeakModel());
  private final PeakWatch watch = new PeakWatch(this::look, memory);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void during_workTakesAndGivesBack_nextReservationIsWhatItTook() throws Exception {
    long first = run(() -> takes(2 * GIB));
    long second = run(() -> takes(2 * GIB));

    assertThat(first).as("the first guess").isEqualTo(8 * GIB);
    assertThat(second).isEqualTo((long) (2 * GIB * 1.1));
  }

  @Test
  void during_othersTakeWhatTheyReserved_isNotCounted() throws Exception {
    run(
        () -> {
          Reservation other = ledger.tryReserve(new Claim("other", 4 * GIB, 4 * GIB, 5));
          other.allocated(4 * GIB);
          free.addAndGet(-4 * GIB);
          takes(GIB);
          free.addAndGet(4 * GIB);
          other.freed(4 * GIB);
          other.close();
          return "";
        });

    assertThat(run(() -> "")).isEqualTo((long) (GIB * 1.1));
  }

  @Test
  void during_whileItRuns_whatIsTakenIsNotPromisedTwice() throws Exception {
    run(
        () -> {
          free.addAndGet(-8 * GIB);
          awaitLooks();
          // 12 are free and none of the 8 reserved is still to be taken; 1 is kept for safety.
          assertThat(ledger.tryReserve(new Claim("other", 11 * GIB, 11 * GIB, 5))).isNotNull();
          free.addAndGet(8 * GIB);
          return "";
        });
  }

  @Test
  void during_workFails_throwsAndGivesAllBack() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw new DeviceOutOfMemoryException(2, 1);
                    }))
        .isInstanceOf(DeviceOutOfMemoryException.class);

    assertThat(ledger.held()).isZero();
  }

  /** Runs work of one unit; what was reserved for it. */
  private long run(Supplier<String> work) throws InterruptedException {
    return memory.run(
        new StageMemory.Demand("estimate", "model/fp32", 1, 8 * GIB, 1, 5),
        Duration.ZERO,
        reservation -> {
          watch.during(reservation, work);
          return reservation.bytes();
        });
  }

  private String takes(long bytes) {
    free.addAndGet(-bytes);
    awaitLooks();
    free.addAndGet(bytes);
    return "";
  }

  /** One look may have begun before the memory was taken; the next one has not. */
  private void awaitLooks() {
    long enough = looks.get() + 3;
    while (looks.get() < enough) {
      Thread.onSpinWait();
    }
  }

  private long look() {
    looks.incrementAndGet();
    return free.get();
  }
}
