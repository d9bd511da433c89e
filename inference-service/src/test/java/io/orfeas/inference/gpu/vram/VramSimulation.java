package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A card in virtual time: jobs arrive, their stages take memory along a curve, and memory that is
 * not there ends a stage, which then begins again. The ledger is the real one; the card and the
 * jobs are made up, so figures from here compare policies and say nothing of any hardware.
 */
final class VramSimulation {
  static final long CARD = 24 * GIB;
  private static final long OTHERS = GIB;
  private static final int MOST_JOBS = 8;
  private static final int TICKS_PER_SECOND = 10;

  /** Who may run next to whom. */
  interface Policy {
    /** Whether a stage may begin now; a reservation where the policy keeps books. */
    @Nullable AutoCloseable admit(Job job, int running);
  }

  /** What came of a trace. */
  record Outcome(
      int finished, int outOfMemory, long peakBytes, double meanWaitSeconds, int mostRunning) {}

  /** A kind of work, with what its stages take. */
  record Kind(String name, long[] peakBytes, int[] ticks) {}

  static final List<Kind> KINDS =
      List.of(
          new Kind("turbo", gib(2, 3, 4.5, 3), new int[] {5, 10, 20, 10}),
          new Kind("standard", gib(3, 6, 8, 5), new int[] {10, 20, 60, 20}),
          new Kind("large", gib(4, 9, 13, 8), new int[] {10, 40, 90, 30}));

  private final List<Job> waiting = new ArrayList<>();
  private final List<Job> running = new ArrayList<>();
  private final Deque<Job> arriving = new ArrayDeque<>();
  private int now;
  private int finished;
  private int outOfMemory;
  private long peakBytes;
  private long waitedTicks;
  private int mostRunning;

  /** Jobs that arrive so that six to eight are always in the house. */
  VramSimulation(int jobs, long seed) {
    Random random = new Random(seed);
    int arrival = 0;
    for (int i = 0; i < jobs; i++) {
      arriving.add(new Job(KINDS.get(random.nextInt(KINDS.size())), arrival, random));
      arrival += i < MOST_JOBS ? 2 : 20 + random.nextInt(20);
    }
  }

  /** Runs the trace for at most so long. */
  Outcome run(Policy policy, int seconds) throws Exception {
    while (now < seconds * TICKS_PER_SECOND
        && !(arriving.isEmpty() && waiting.isEmpty() && running.isEmpty())) {
      arrive();
      admit(policy);
      advance();
      now++;
    }
    for (Job job : running) {
      job.end();
    }
    return new Outcome(
        finished,
        outOfMemory,
        peakBytes,
        (double) waitedTicks / TICKS_PER_SECOND / Math.max(1, finished),
        mostRunning);
  }

  /** Bytes free on the card. */
  long freeBytes() {
    return CARD - OTHERS - running.stream().mapToLong(job -> job.allocated).sum();
  }

  private void arrive() {
    while (!arriving.isEmpty()
        && arriving.peek().arrival <= now
        && waiting.size() + running.size() < MOST_JOBS) {
      waiting.add(arriving.remove());
    }
  }

  private void admit(Policy policy) {
    waitedTicks += waiting.size();
    while (!waiting.isEmpty()) {
      Job job = waiting.get(0);
      AutoCloseable admitted = policy.admit(job, running.size());
      if (admitted == null) {
        return;
      }
      job.begin(admitted);
      running.add(waiting.remove(0));
      mostRunning = Math.max(mostRunning, running.size());
    }
  }

  private void advance() throws Exception {
    for (Job job : List.copyOf(running)) {
      long wanted = job.next();
      if (wanted - job.allocated > freeBytes()) {
        outOfMemory++;
        job.end();
        running.remove(job);
        waiting.add(job);
        continue;
      }
      job.allocate(wanted);
      peakBytes = Math.max(peakBytes, CARD - freeBytes());
      if (job.tick == job.kind.ticks()[job.stage]) {
        job.end();
        running.remove(job);
        job.stage++;
        if (job.stage == job.kind.ticks().length) {
          finished++;
        } else {
          waiting.add(job);
        }
      }
    }
  }

  private static long[] gib(double... sizes) {
    long[] bytes = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      bytes[i] = (long) (sizes[i] * GIB);
    }
    return bytes;
  }

  /** One request on its way through the stages. */
  static final class Job {
    private final Kind kind;
    private final int arrival;
    private final double size;
    private int stage;
    private int tick;
    private long allocated;
    private @Nullable AutoCloseable admission;

    private Job(Kind kind, int arrival, Random random) {
      this.kind = kind;
      this.arrival = arrival;
      // Pictures differ: what a stage takes varies by a fifth around its kind.
      size = 0.9 + 0.2 * random.nextDouble();
    }

    String stageKind() {
      return kind.name() + "/" + stage;
    }

    /** What a stage of this kind is said to take, before anything was measured. */
    long firstGuess() {
      return (long) (kind.peakBytes()[stage] * 1.2);
    }

    private void begin(AutoCloseable by) {
      admission = by;
      tick = 0;
    }

    /** Memory at the next tick: up over the first third, level, and down over the last. */
    private long next() {
      tick++;
      double progress = (double) tick / kind.ticks()[stage];
      double level = Math.min(1, Math.min(progress * 3, (1 - progress) * 3 + 0.2));
      return (long) (kind.peakBytes()[stage] * size * level);
    }

    private void allocate(long bytes) {
      if (admission instanceof Reservation reservation) {
        if (bytes >= allocated) {
          reservation.allocated(bytes - allocated);
        } else {
          reservation.freed(allocated - bytes);
        }
      }
      allocated = bytes;
    }

    private void end() throws Exception {
      allocate(0);
      if (admission != null) {
        admission.close();
      }
    }
  }
}
