package io.orfeas.inference.gpu.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The worker is a gate that the test opens; the clock stands still unless the test moves it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BatcherTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore gate = new Semaphore(0);
  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void ask_alone_runsAtOnceOnTheSameThread() {
    Thread here = Thread.currentThread();
    Batcher<Integer, Thread> batcher =
        new Batcher<>(
            NEVER,
            waiting -> 8,
            questions -> List.of(Thread.currentThread()),
            (size, waited) -> {},
            clock::get);

    assertThat(batcher.ask(1, BatchTerms.DEFAULT)).isSameAs(here);
  }

  @Test
  void ask_whileOneRuns_isTheNextBatch() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(0, 8);
    Future<Integer> first = ask(batcher, 1);
    until(() -> batches.size() == 1);
    List<Future<Integer>> rest = List.of(ask(batcher, 2), ask(batcher, 3), ask(batcher, 4));
    until(() -> batcher.waiting() == 3);

    gate.release(2);

    assertThat(first.get()).isEqualTo(-1);
    for (int i = 0; i < 3; i++) {
      assertThat(rest.get(i).get()).isEqualTo(-2 - i);
    }
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1)).containsExactlyInAnyOrder(2, 3, 4);
    assertThat(batcher.waiting()).isZero();
  }

  @Test
  void ask_moreThanFit_isCutToSize() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(0, 2);
    List<Future<Integer>> all = new ArrayList<>(List.of(ask(batcher, 0)));
    until(() -> batches.size() == 1);
    for (int i = 1; i <= 5; i++) {
      all.add(ask(batcher, i));
    }
    until(() -> batcher.waiting() == 5);

    gate.release(100);

    for (int i = 0; i <= 5; i++) {
      assertThat(all.get(i).get()).isEqualTo(-i);
    }
    assertThat(batches).allMatch(batch -> batch.size() <= 2);
  }

  @Test
  void ask_twoHeldBack_goWhenTheBatchIsFull() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(NEVER, 3);
    gate.release(100);
    Future<Integer> blocker = blocked(batcher);
    Future<Integer> a = ask(batcher, 1);
    Future<Integer> b = ask(batcher, 2);
    until(() -> batcher.waiting() == 2);
    gate.release(100);
    blocker.get();
    assertThat(batches).as("two wait for a third").hasSize(1);

    Future<Integer> c = ask(batcher, 3);

    assertThat(List.of(a.get(), b.get(), c.get())).containsExactly(-1, -2, -3);
    assertThat(batches).hasSize(2);
  }

  @Test
  void ask_workerFails_everyoneInTheBatchHears() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(0, 8);
    Future<Integer> first = ask(batcher, 1);
    until(() -> batches.size() == 1);
    List<Future<Integer>> rest = List.of(ask(batcher, 13), ask(batcher, 2));
    until(() -> batcher.waiting() == 2);
    gate.release(100);

    assertThat(first.get()).isEqualTo(-1);
    for (Future<Integer> failed : rest) {
      assertThatThrownBy(failed::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("thirteen");
    }
    assertThat(ask(batcher, 5).get()).as("goes on").isEqualTo(-5);
  }

  @Test
  void ask_sizeUnknown_failsAndLeavesTheQueue() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Batcher<Integer, Integer> batcher =
        new Batcher<>(
            0,
            waiting -> {
              if (broken.get()) {
                throw new IllegalStateException("no size");
              }
              return 8;
            },
            this::negate,
            (size, waited) -> assertThat(size).isEqualTo(1),
            clock::get);

    assertThatThrownBy(() -> batcher.ask(1, BatchTerms.DEFAULT)).hasMessage("no size");

    assertThat(batcher.waiting()).isZero();
    broken.set(false);
    gate.release();
    assertThat(batcher.ask(2, BatchTerms.DEFAULT)).isEqualTo(-2);
  }

  @Test
  void ask_oneOfTwoHeldBackLeaves_theOtherGoesAtOnce() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(NEVER, 3);
    gate.release(100);
    Future<Integer> blocker = blocked(batcher);
    Future<Integer> gone = ask(batcher, 1);
    Future<Integer> stays = ask(batcher, 2);
    until(() -> batcher.waiting() == 2);
    gate.release(100);
    blocker.get();

    gone.cancel(true);

    assertThat(stays.get()).isEqualTo(-2);
    assertThat(batches).hasSize(2);
  }

  @Test
  void ask_interruptedWhileItWaits_leavesTheQueue() throws Exception {
    Batcher<Integer, Integer> batcher = batcher(0, 8);
    Future<Integer> first = ask(batcher, 1);
    until(() -> batches.size() == 1);
    Future<Integer> gone = ask(batcher, 2);
    until(() -> batcher.waiting() == 1);

    gone.cancel(true);

    until(() -> batcher.waiting() == 0);
    gate.release(100);
    assertThat(first.get()).isEqualTo(-1);
    assertThatThrownBy(gone::get).isInstanceOf(CancellationException.class);
    assertThat(batches).hasSize(1);
  }

  @Test
  void ask_manyThreads_everyOneGetsItsOwnAnswer() throws Exception {
    gate.release(1_000_000);
    Batcher<Integer, Integer> batcher = batcher(1_000, 5);
    List<Future<Integer>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int from = thread * 1_000;
      all.add(
          threads.submit(
              () -> {
                for (int i = from; i < from + 200; i++) {
                  int question = 100 + i;
                  int answer = batcher.ask(question, new BatchTerms(i % 10, "agent" + i % 3));
                  assertThat(answer).isEqualTo(-question);
                }
                return 0;
              }));
    }
    // The hold is over as soon as anyone looks.
    Future<?> ticking = threads.submit(() -> tick());
    for (Future<Integer> one : all) {
      one.get();
    }
    ticking.cancel(true);
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(1_600);
  }

  private void tick() {
    while (!Thread.currentThread().isInterrupted()) {
      clock.addAndGet(1_000);
      Thread.yield();
    }
  }

  /** A batch that runs and waits at the gate, however open that was. */
  private Future<Integer> blocked(Batcher<Integer, Integer> batcher) {
    gate.drainPermits();
    Future<Integer> blocker = ask(batcher, 99);
    until(() -> batches.size() == 1);
    return blocker;
  }

  private Future<Integer> ask(Batcher<Integer, Integer> batcher, int question) {
    return threads.submit(() -> batcher.ask(question, BatchTerms.DEFAULT));
  }

  private Batcher<Integer, Integer> batcher(long hold, int most) {
    return new Batcher<>(
        hold,
        waiting -> most,
        this::negate,
        (size, waited) -> assertThat(size).isPositive(),
        clock::get);
  }

  private List<Integer> negate(List<Integer> questions) {
    batches.add(questions);
    gate.acquireUninterruptibly();
    if (questions.contains(13)) {
      throw new IllegalStateException("thirteen");
    }
    return questions.stream().map(question -> -question).toList();
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }
}
