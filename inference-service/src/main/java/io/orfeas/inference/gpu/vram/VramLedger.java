package io.orfeas.inference.gpu.vram;

import java.time.Duration;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The books of one device's memory: a stage runs only with bytes that nobody else was promised.
 *
 * <p>A grant must fit twice: beside all other grants within {@link VramBudget#admissible()}, and
 * beside what other grants have not taken yet within what the device measures as free, less {@link
 * VramBudget#SAFETY_MARGIN}. The second catches memory that other processes use. Claims wait in
 * order of priority, then of arrival, and none overtakes: a large claim cannot starve behind small
 * ones. When patience ends, a claim is shrunk to what there is, or refused. So how many stages run
 * at once follows from their sizes, not from a fixed number.
 */
public final class VramLedger {
  private final VramBudget budget;
  private final LongSupplier freeBytes;
  private final int maxWaiting;
  private final LedgerListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Waiter> waiting = new PriorityQueue<>();
  private final Set<Reservation> granted = new HashSet<>();
  private long held;
  private long arrivals;

  /**
   * A ledger without grants.
   *
   * @param freeBytes measures the device's free memory; quick, for it is asked under a lock
   * @param maxWaiting claims that may wait; further ones are refused
   */
  public VramLedger(
      VramBudget budget, LongSupplier freeBytes, int maxWaiting, LedgerListener listener) {
    this.budget = budget;
    this.freeBytes = freeBytes;
    this.maxWaiting = maxWaiting;
    this.listener = listener;
  }

  /**
   * Reserves memory, waiting for it if need be.
   *
   * @param patience how long to wait for all that is wanted
   * @throws VramRefusedException when not even the least is to be had
   * @throws InterruptedException when interrupted while waiting
   */
  public Reservation reserve(Claim claim, Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    long enough = Math.min(claim.wantedBytes(), budget.admissible());
    boolean permanent = claim.leastBytes() > budget.admissible();
    Answer answer = permanent ? Answer.REFUSED : await(claim, enough, patience);
    Reservation reservation = answer.granted();
    if (reservation == null) {
      throw refusal(claim, permanent, answer.alone());
    }
    listener.granted(claim, reservation.bytes(), System.nanoTime() - start);
    return reservation;
  }

  /**
   * Reserves all that is wanted if that can be done at once, and nothing otherwise.
   *
   * @return null where there is no room, or others wait already
   */
  public @Nullable Reservation tryReserve(Claim claim) {
    Reservation reservation;
    lock.lock();
    try {
      boolean fits = waiting.isEmpty() && room() >= claim.wantedBytes();
      reservation = fits ? grant(claim, claim.wantedBytes()) : null;
    } finally {
      lock.unlock();
    }
    if (reservation != null) {
      listener.granted(claim, reservation.bytes(), 0);
    }
    return reservation;
  }

  /** Bytes that may be granted at most, to all together. */
  long admissible() {
    return budget.admissible();
  }

  /** Bytes granted now. */
  public long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that are really allocated under all grants but one, as far as is known. */
  long allocatedBeside(Reservation one) {
    lock.lock();
    try {
      return granted.stream().filter(other -> other != one).mapToLong(Reservation::allocated).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Claims that wait now. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private Answer await(Claim claim, long enough, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Waiter waiter = new Waiter(claim.priority(), arrivals++, lock.newCondition());
      if (!waiting.isEmpty() || room() < enough) {
        if (waiting.size() >= maxWaiting) {
          return Answer.REFUSED;
        }
        waiting.add(waiter);
        try {
          untilFirstWithRoom(waiter, enough, patience);
        } finally {
          waiting.remove(waiter);
        }
      }
      if (waiting.stream().anyMatch(other -> other.compareTo(waiter) < 0)) {
        return Answer.REFUSED;
      }
      long bytes = Math.min(claim.wantedBytes(), room());
      return bytes < claim.leastBytes()
          ? new Answer(null, held == 0)
          : new Answer(grant(claim, bytes), false);
    } finally {
      wakeFirst();
      lock.unlock();
    }
  }

  private void untilFirstWithRoom(Waiter waiter, long enough, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    while (left > 0 && (waiting.peek() != waiter || room() < enough)) {
      left = waiter.turn().awaitNanos(left);
    }
  }

  private Reservation grant(Claim claim, long bytes) {
    Reservation reservation = new Reservation(this, claim, bytes);
    granted.add(reservation);
    held += bytes;
    return reservation;
  }

  void release(Reservation reservation) {
    lock.lock();
    try {
      granted.remove(reservation);
      held -= reservation.bytes();
      wakeFirst();
    } finally {
      lock.unlock();
    }
    listener.released(reservation.claim(), reservation.bytes(), reservation.peak());
  }

  private long room() {
    long unrealised = granted.stream().mapToLong(Reservation::unrealised).sum();
    return Math.min(
        budget.admissible() - held, freeBytes.getAsLong() - VramBudget.SAFETY_MARGIN - unrealised);
  }

  private void wakeFirst() {
    Waiter first = waiting.peek();
    if (first != null) {
      first.turn().signal();
    }
  }

  private VramRefusedException refusal(Claim claim, boolean permanent, boolean alone) {
    listener.refused(claim, permanent);
    return new VramRefusedException(
        "%s: %d bytes of device memory (expected: at most %d, %d of them held)"
            .formatted(claim.stage(), claim.leastBytes(), budget.admissible(), held()),
        permanent,
        alone);
  }

  /**
   * What came of waiting.
   *
   * @param granted null when refused
   * @param alone whether there was no room though nothing was granted and nobody came first
   */
  private record Answer(@Nullable Reservation granted, boolean alone) {
    static final Answer REFUSED = new Answer(null, false);
  }

  private record Waiter(int priority, long arrival, Condition turn) implements Comparable<Waiter> {
    @Override
    public int compareTo(Waiter other) {
      return priority != other.priority
          ? Integer.compare(priority, other.priority)
          : Long.compare(arrival, other.arrival);
    }
  }
}
