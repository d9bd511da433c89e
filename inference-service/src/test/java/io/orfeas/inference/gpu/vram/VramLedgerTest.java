package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VramLedgerTest {
  private static final VramBudget CARD = new VramBudget(24 * GIB);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final AtomicLong free = new AtomicLong(24 * GIB);
  private final VramLedger ledger = new VramLedger(CARD, free::get, 64, LedgerListener.NONE);

  @Test
  void reserve_room_isGrantedAndReturned() throws Exception {
    try (Reservation reservation = ledger.reserve(claim(8, 8), Duration.ZERO)) {
      assertThat(reservation.bytes()).isEqualTo(8 * GIB);
      assertThat(ledger.held()).isEqualTo(8 * GIB);
    }
    assertThat(ledger.held()).isZero();
  }

  @Test
  void close_twice_returnsOnce() throws Exception {
    Reservation other = ledger.reserve(claim(2, 2), Duration.ZERO);
    Reservation reservation = ledger.reserve(claim(8, 8), Duration.ZERO);
    reservation.close();
    reservation.close();

    assertThat(ledger.held()).isEqualTo(other.bytes());
  }

  @Test
  void reserve_notAllThereAfterPatience_isShrunk() throws Exception {
    ledger.reserve(claim(18, 18), Duration.ZERO);

    Reservation second = ledger.reserve(claim(8, 1), Duration.ZERO);

    assertThat(second.isShrunk()).isTrue();
    assertThat(second.bytes()).isEqualTo(CARD.admissible() - 18 * GIB);
  }

  @Test
  void reserve_notEvenTheLeast_isRefusedForNow() throws Exception {
    ledger.reserve(claim(20, 20), Duration.ZERO);

    assertThatThrownBy(() -> ledger.reserve(claim(8, 4), Duration.ZERO))
        .isInstanceOfSatisfying(
            VramRefusedException.class, refused -> assertThat(refused.isPermanent()).isFalse());
  }

  @Test
  void reserve_moreThanTheDevice_isRefusedAtOnceForGood() {
    assertThatThrownBy(() -> ledger.reserve(claim(30, 22), FOR_EVER))
        .isInstanceOfSatisfying(
            VramRefusedException.class, refused -> assertThat(refused.isPermanent()).isTrue())
        .hasMessageContaining("stage: " + 22 * GIB + " bytes of device memory");
  }

  @Test
  void reserve_behindWhoWaitsForMore_isNotRefusedForItsSize() throws Exception {
    free.set(4 * GIB);
    BlockingQueue<String> served = new LinkedBlockingQueue<>();
    CompletableFuture<Void> first = waiter("first", 5, served);

    assertThat(refusal(claim(1, 1)).isForItsSize()).isFalse();

    free.set(24 * GIB);
    // Whoever leaves the line wakes the one before it.
    refusal(claim(1, 1));
    first.get(1, TimeUnit.MINUTES);
    free.set(4 * GIB);
    assertThat(refusal(claim(8, 8)).isForItsSize()).isTrue();
  }

  @Test
  void reserve_othersUseTheDevice_countsWhatIsMeasured() {
    free.set(5 * GIB);

    assertThat(ledger.tryReserve(claim(5, 5))).isNull();
    assertThat(ledger.tryReserve(claim(4, 4))).isNotNull();
    // Granted but not allocated yet: the same free bytes are not promised twice.
    assertThat(ledger.tryReserve(claim(1, 1))).isNull();
  }

  @Test
  void reserve_allocatedBytes_areNotCountedTwice() {
    free.set(9 * GIB);
    Reservation first = ledger.tryReserve(claim(4, 4));
    assertThat(first).isNotNull();
    first.allocated(4 * GIB);
    free.addAndGet(-4 * GIB);

    assertThat(ledger.tryReserve(claim(4, 4))).isNotNull();
  }

  @Test
  void reserve_waiting_isServedByPriorityAndThenInOrder() throws Exception {
    Reservation all = ledger.reserve(claim(20, 20), Duration.ZERO);
    BlockingQueue<String> served = new LinkedBlockingQueue<>();
    List<CompletableFuture<Void>> waiters = new ArrayList<>();
    waiters.add(waiter("last", 9, served));
    waiters.add(waiter("first of two", 5, served));
    waiters.add(waiter("second of two", 5, served));
    waiters.add(waiter("urgent", 0, served));

    all.close();
    for (CompletableFuture<Void> waiter : waiters) {
      waiter.get(1, TimeUnit.MINUTES);
    }

    assertThat(served).containsExactly("urgent", "first of two", "second of two", "last");
    assertThat(ledger.held()).isZero();
  }

  @Test
  void reserve_smallBehindLarge_doesNotOvertake() throws Exception {
    Reservation most = ledger.reserve(claim(15, 15), Duration.ZERO);
    BlockingQueue<String> served = new LinkedBlockingQueue<>();
    CompletableFuture<Void> large = waiter("large", 5, served);

    assertThat(ledger.tryReserve(claim(1, 1))).isNull();

    most.close();
    large.get(1, TimeUnit.MINUTES);
  }

  @Test
  void reserve_tooManyWaiting_isRefused() throws Exception {
    VramLedger narrow = new VramLedger(CARD, free::get, 0, LedgerListener.NONE);
    narrow.reserve(claim(20, 20), FOR_EVER);

    assertThatThrownBy(() -> narrow.reserve(claim(20, 20), FOR_EVER))
        .isInstanceOf(VramRefusedException.class);
  }

  @Test
  void reserve_interruptedWaiter_leavesTheQueue() throws Exception {
    Reservation all = ledger.reserve(claim(20, 20), Duration.ZERO);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                ledger.reserve(claim(20, 20), FOR_EVER).close();
              } catch (InterruptedException expected) {
                ended.complete(expected);
              }
            });
    thread.start();
    awaitWaiting(1);
    thread.interrupt();

    assertThat(ended.get(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
    all.close();
    assertThat(ledger.waiting()).isZero();
    assertThat(ledger.tryReserve(claim(20, 20))).isNotNull();
  }

  @Test
  void reserve_manyThreads_neverOverCommit() throws Exception {
    AtomicLong inUse = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Random random = new Random(t);
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 500; i++) {
                  long wanted = 1 + random.nextInt(12);
                  try (Reservation grant = ledger.reserve(claim(wanted, 1), FOR_EVER)) {
                    most.accumulateAndGet(inUse.addAndGet(grant.bytes()), Math::max);
                    Thread.yield();
                    inUse.addAndGet(-grant.bytes());
                  } catch (InterruptedException never) {
                    throw new AssertionError(never);
                  }
                }
              },
              work -> new Thread(work).start()));
    }
    for (CompletableFuture<Void> thread : threads) {
      thread.get(2, TimeUnit.MINUTES);
    }

    assertThat(most.get()).isPositive().isLessThanOrEqualTo(CARD.admissible());
    assertThat(ledger.held()).isZero();
    assertThat(ledger.waiting()).isZero();
  }

  private CompletableFuture<Void> waiter(String name, int priority, BlockingQueue<String> served) {
    int before = ledger.waiting();
    CompletableFuture<Void> done = new CompletableFuture<>();
    new Thread(
            () -> {
              try (Reservation grant =
                  ledger.reserve(new Claim(name, 20 * GIB, 20 * GIB, priority), FOR_EVER)) {
                served.add(name);
              } catch (Exception failure) {
                done.completeExceptionally(failure);
              }
              done.complete(null);
            })
        .start();
    awaitWaiting(before + 1);
    return done;
  }

  private VramRefusedException refusal(Claim claim) {
    return catchThrowableOfType(
        VramRefusedException.class, () -> ledger.reserve(claim, Duration.ZERO));
  }

  private void awaitWaiting(int count) {
    while (ledger.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  private static Claim claim(long wantedGib, long leastGib) {
    return new Claim("stage", wantedGib * GIB, leastGib * GIB, 5);
  }
}
