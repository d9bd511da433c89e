package io.orfeas.inference.gpu.batch;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what several threads ask for at the same time together, one batch after another.
 *
 * <p>There is no thread of its own: whoever waits and finds the worker idle runs the next batch,
 * also for others. So a lone request is run at once by the thread that brought it, and what arrives
 * while a batch runs is the next batch. Bounded by the threads that call: each brings one piece of
 * work and waits for it. Safe for concurrent use.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class Batcher<I, O> {
  private final BatchQueue<Ticket<I, O>> queue;
  private final IntUnaryOperator most;
  private final Function<List<I>, List<O>> worker;
  private final Listener listener;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean busy;

  /** Hears of batches; must be quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A batch is about to run.
     *
     * @param size pieces of work in it, at least 1
     * @param longestWaitNanos how long its oldest has waited
     */
    void running(int size, long longestWaitNanos);
  }

  /**
   * An idle batcher.
   *
   * @param holdNanos how long two or more may wait for the batch to fill; 0 for never
   * @param most from how many wait, how many may run together; below 1 counts as 1
   * @param worker answers each question, in the same order
   * @param clock nanoseconds, monotonic
   */
  public Batcher(
      long holdNanos,
      IntUnaryOperator most,
      Function<List<I>, List<O>> worker,
      Listener listener,
      LongSupplier clock) {
    this.queue = new BatchQueue<>(holdNanos);
    this.most = most;
    this.worker = worker;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws CancellationException when interrupted while it waits
   * @throws RuntimeException what the worker threw, at everyone in the batch, or what {@code most}
   *     threw at this one
   */
  public O ask(I question, BatchTerms terms) {
    Ticket<I, O> ticket = new Ticket<>(question, clock.getAsLong());
    lock.lock();
    try {
      queue.add(ticket, terms, ticket.arrived);
      // Another may hold its batch back for just this one.
      changed.signalAll();
      untilDone(ticket);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new CancellationException("batch: interrupted while it waited");
    } finally {
      withdraw(ticket);
      lock.unlock();
    }
    return ticket.answer();
  }

  /** Whoever leaves without an answer takes the question along: nobody would ever hear of it. */
  private void withdraw(Ticket<I, O> ticket) {
    if (!ticket.done) {
      queue.remove(ticket);
      // Of two that were held back, the one that is left need not wait any more.
      changed.signalAll();
    }
  }

  /** Pieces of work that wait now. */
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void untilDone(Ticket<I, O> ticket) throws InterruptedException {
    while (!ticket.done) {
      if (busy) {
        changed.await();
      } else {
        runOrWait(Math.max(1, most.applyAsInt(queue.size())));
      }
    }
  }

  private void runOrWait(int size) throws InterruptedException {
    long wait = queue.nanosUntilReady(size, clock.getAsLong());
    if (wait == 0) {
      runNext(size);
    } else if (wait == Long.MAX_VALUE) {
      changed.await();
    } else {
      changed.await(wait, TimeUnit.NANOSECONDS);
    }
  }

  private void runNext(int size) {
    List<Ticket<I, O>> batch = queue.take(size);
    busy = true;
    lock.unlock();
    try {
      run(batch);
    } finally {
      lock.lock();
      busy = false;
      batch.forEach(ticket -> ticket.done = true);
      changed.signalAll();
    }
  }

  private void run(List<Ticket<I, O>> batch) {
    try {
      long now = clock.getAsLong();
      long longest = batch.stream().mapToLong(ticket -> now - ticket.arrived).max().orElse(0);
      listener.running(batch.size(), longest);
      List<O> answers = worker.apply(batch.stream().map(ticket -> ticket.question).toList());
      if (answers.size() != batch.size()) {
        throw new IllegalStateException(
            "batch: %d answers (expected: %d)".formatted(answers.size(), batch.size()));
      }
      for (int i = 0; i < answers.size(); i++) {
        batch.get(i).answer = answers.get(i);
      }
    } catch (RuntimeException | Error failure) {
      // Whatever it is: the others in the batch wait on their own threads, and must hear of it.
      batch.forEach(ticket -> ticket.failure = failure);
    }
  }

  /** One thread's question; its fields are written under the lock, or before {@code done} is. */
  private static final class Ticket<I, O> {
    private final I question;
    private final long arrived;
    private @Nullable O answer;
    private @Nullable Throwable failure;
    private boolean done;

    Ticket(I question, long arrived) {
      this.question = question;
      this.arrived = arrived;
    }

    O answer() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      O known = answer;
      if (known == null) {
        throw new IllegalStateException("batch: no answer (expected: one per question)");
      }
      return known;
    }
  }
}
