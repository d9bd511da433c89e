package io.orfeas.inference.gpu.vram;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes on when device memory runs out: each failed attempt is followed by a cheaper one, until one
 * succeeds or nothing is left. Immutable; safe for concurrent use.
 */
public final class OomLadder {
  private static final int MAX_CHUNKS = 8;
  private static final double COARSER = Math.sqrt(0.5);
  private static final int COARSER_STEPS = 2;

  private final Set<Rung> rungs;
  private final Runnable freeCaches;
  private final Listener listener;

  /** Hears of every attempt that ran out of memory. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An attempt failed.
     *
     * @param stage name of the stage
     * @param next the rung that is tried next; null when none is left
     */
    void outOfMemory(String stage, @Nullable Rung next);
  }

  /**
   * What came of the work.
   *
   * @param rung the one it succeeded on; null at the first attempt
   */
  public record Outcome<T>(T value, @Nullable Rung rung) {}

  /**
   * A ladder.
   *
   * @param rungs those that the work knows; {@link Rung#CPU} where it can run there
   * @param freeCaches empties the device's allocator caches
   */
  public OomLadder(Set<Rung> rungs, Runnable freeCaches, Listener listener) {
    this.rungs = rungs.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(rungs));
    this.freeCaches = freeCaches;
    this.listener = listener;
  }

  /**
   * Does the work, in cheaper and cheaper ways.
   *
   * @param first how it is wanted
   * @param attempt must leave nothing allocated when it throws
   * @throws DeviceOutOfMemoryException when every way ran out of memory
   */
  public <T> Outcome<T> run(String stage, WorkPlan first, Function<WorkPlan, T> attempt) {
    List<Step> steps = steps(first);
    for (int i = 0; ; i++) {
      Step step = steps.get(i);
      if (step.rung() == Rung.FREE_CACHES) {
        freeCaches.run();
      }
      try {
        return new Outcome<>(attempt.apply(step.plan()), step.rung());
      } catch (DeviceOutOfMemoryException full) {
        boolean last = i + 1 == steps.size();
        listener.outOfMemory(stage, last ? null : steps.get(i + 1).rung());
        if (last) {
          throw full;
        }
      }
    }
  }

  private List<Step> steps(WorkPlan first) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(null, first));
    if (!first.onDevice()) {
      return steps;
    }
    WorkPlan plan = first;
    if (rungs.contains(Rung.FREE_CACHES)) {
      steps.add(new Step(Rung.FREE_CACHES, plan));
    }
    while (rungs.contains(Rung.SMALLER_CHUNKS) && plan.chunks() < MAX_CHUNKS) {
      plan = plan.withChunks(plan.chunks() * 2);
      steps.add(new Step(Rung.SMALLER_CHUNKS, plan));
    }
    while (rungs.contains(Rung.LOWER_PRECISION) && plan.precision() != Precision.INT8) {
      plan = plan.withPrecision(Precision.values()[plan.precision().ordinal() + 1]);
      steps.add(new Step(Rung.LOWER_PRECISION, plan));
    }
    for (int i = 0; rungs.contains(Rung.LOWER_RESOLUTION) && i < COARSER_STEPS; i++) {
      plan = plan.withResolution(plan.resolution() * COARSER);
      steps.add(new Step(Rung.LOWER_RESOLUTION, plan));
    }
    if (rungs.contains(Rung.CPU)) {
      steps.add(new Step(Rung.CPU, plan.onCpu()));
    }
    return steps;
  }

  private record Step(@Nullable Rung rung, WorkPlan plan) {}
}
