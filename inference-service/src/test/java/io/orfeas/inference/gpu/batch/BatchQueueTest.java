package io.orfeas.inference.gpu.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Time is a number here, so every order of events can be played. */
class BatchQueueTest {
  private static final long HOLD = 100;

  @Test
  void untilReady_nothing_isNever() {
    assertThat(new BatchQueue<String>(HOLD).nanosUntilReady(4, 0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void untilReady_loneEntry_isNow() {
    BatchQueue<String> queue = new BatchQueue<>(HOLD);
    queue.add("a", BatchTerms.DEFAULT, 7);
    assertThat(queue.nanosUntilReady(4, 7)).isZero();
  }

  @Test
  void untilReady_several_waitForMoreButNotLong() {
    BatchQueue<String> queue = new BatchQueue<>(HOLD);
    queue.add("a", BatchTerms.DEFAULT, 0);
    queue.add("b", BatchTerms.DEFAULT, 30);
    assertThat(queue.nanosUntilReady(4, 30)).isEqualTo(HOLD - 30);
    assertThat(queue.nanosUntilReady(4, HOLD)).isZero();
    assertThat(queue.nanosUntilReady(2, 30)).as("full").isZero();
  }

  @Test
  void take_oneAgentSendsMuch_othersAreNotHeldUp() {
    BatchQueue<String> queue = new BatchQueue<>(HOLD);
    for (int i = 0; i < 50; i++) {
      queue.add("a" + i, new BatchTerms(5, "a"), i);
    }
    queue.add("b0", new BatchTerms(5, "b"), 99);
    queue.add("c0", new BatchTerms(5, "c"), 99);

    assertThat(queue.take(4)).containsExactly("a0", "b0", "c0", "a1");

    queue.add("b1", new BatchTerms(5, "b"), 100);
    assertThat(queue.take(1)).as("served longest ago").containsExactly("b1");
  }

  /** Two who send without end, and one who sends now and then: it is next but one at the latest. */
  @Test
  void take_anyPlay_passesAnAgentOverOncePerOther() {
    BatchQueue<Work> queue = new BatchQueue<>(HOLD);
    Random random = new Random(5);
    int number = 0;
    for (int i = 0; i < 40; i++) {
      queue.add(new Work(number++, 0, new BatchTerms(5, "a")), new BatchTerms(5, "a"), 0);
      queue.add(new Work(number++, 0, new BatchTerms(5, "b")), new BatchTerms(5, "b"), 0);
    }
    for (int turn = 0; turn < 20; turn++) {
      Work rare = new Work(number++, turn, new BatchTerms(5, "c"));
      queue.add(rare, rare.terms(), turn);
      int passed = 0;
      while (!queue.take(1).contains(rare)) {
        passed++;
      }
      assertThat(passed).isLessThanOrEqualTo(2);
      queue.take(random.nextInt(2));
    }
  }

  @Test
  void take_anyPlay_keepsEveryPromise() {
    for (int seed = 0; seed < 300; seed++) {
      play(new Random(seed));
    }
  }

  /** Random arrivals, batches and departures; every entry leaves once, and in order. */
  private static void play(Random random) {
    BatchQueue<Work> queue = new BatchQueue<>(HOLD);
    List<Work> inside = new ArrayList<>();
    long now = 0;
    int entered = 0;
    int left = 0;
    for (int step = 0; step < 120; step++) {
      now += random.nextInt(40);
      int most = 1 + random.nextInt(6);
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> {
          Work work =
              new Work(entered++, now, new BatchTerms(random.nextInt(3), "" + random.nextInt(3)));
          queue.add(work, work.terms(), now);
          inside.add(work);
        }
        case 3 -> {
          long wait = queue.nanosUntilReady(most, now);
          assertThat(wait == Long.MAX_VALUE).isEqualTo(inside.isEmpty());
          if (inside.size() == 1 || inside.size() >= most) {
            assertThat(wait).isZero();
          } else if (!inside.isEmpty()) {
            assertThat(wait).isEqualTo(Math.max(0, inside.get(0).at() + HOLD - now));
          }
          List<Work> batch = queue.take(most);
          assertThat(batch).hasSize(Math.min(most, inside.size()));
          for (Work taken : batch) {
            check(taken, inside);
            inside.remove(taken);
            left++;
          }
        }
        default -> {
          if (!inside.isEmpty()) {
            Work gone = inside.remove(random.nextInt(inside.size()));
            queue.remove(gone);
            left++;
          }
        }
      }
      assertThat(queue.size()).isEqualTo(inside.size());
    }
    assertThat(left + inside.size()).isEqualTo(entered);
  }

  /** Nobody of a better priority stays behind, nor an earlier one of the same agent. */
  private static void check(Work taken, List<Work> inside) {
    for (Work other : inside) {
      assertThat(other.terms().priority()).isGreaterThanOrEqualTo(taken.terms().priority());
      boolean equal = other.terms().equals(taken.terms());
      assertThat(!equal || other.number() >= taken.number())
          .as("first come, first served")
          .isTrue();
    }
  }

  private record Work(int number, long at, BatchTerms terms) {}
}
