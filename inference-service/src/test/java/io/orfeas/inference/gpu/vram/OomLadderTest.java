package io.orfeas.inference.gpu.vram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults are injected at every rung: the attempt fails until the plan is on it. */
class OomLadderTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final List<String> heard = new ArrayList<>();

  @Test
  void run_enoughMemory_isDoneAsWanted() {
    OomLadder.Outcome<WorkPlan> outcome = ladder(all()).run("s", WorkPlan.FULL, plan -> plan);

    assertThat(outcome).isEqualTo(new OomLadder.Outcome<>(WorkPlan.FULL, null));
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rung.class)
  void run_memoryFoundOnARung_namesIt(Rung rung) {
    OomLadder.Outcome<WorkPlan> outcome =
        ladder(all()).run("refined_mesh", WorkPlan.FULL, plan -> failUnlessOn(rung, plan));

    assertThat(outcome.rung()).isEqualTo(rung);
    assertThat(heard).last().isEqualTo("refined_mesh -> " + rung);
    assertThat(freed).hasValue(1);
  }

  @Test
  void run_neverEnough_goesThroughAllAndThrows() {
    Set<Rung> onDevice = EnumSet.complementOf(EnumSet.of(Rung.CPU));
    List<WorkPlan> tried = new ArrayList<>();

    assertThatThrownBy(
            () ->
                ladder(onDevice)
                    .run(
                        "s",
                        WorkPlan.FULL,
                        plan -> {
                          tried.add(plan);
                          throw new DeviceOutOfMemoryException(2, 1);
                        }))
        .isInstanceOf(DeviceOutOfMemoryException.class)
        .hasMessage("device memory: 2 bytes wanted (expected: at most 1, what is free)");

    assertThat(tried).hasSize(9).allMatch(WorkPlan::onDevice);
    assertThat(tried.get(8).chunks()).isEqualTo(8);
    assertThat(tried.get(8).precision()).isEqualTo(Precision.INT8);
    assertThat(tried.get(8).resolution()).isBetween(0.49, 0.51);
    assertThat(heard).last().isEqualTo("s -> null");
  }

  @Test
  void run_anyFailingPrefix_isNeverCheaperThanNeeded() {
    int attempts = 10;
    for (int failing = 0; failing < attempts; failing++) {
      AtomicInteger left = new AtomicInteger(failing);
      OomLadder.Outcome<WorkPlan> outcome =
          ladder(all())
              .run(
                  "s",
                  WorkPlan.FULL,
                  plan -> {
                    if (left.getAndDecrement() > 0) {
                      throw new DeviceOutOfMemoryException(2, 1);
                    }
                    return plan;
                  });
      assertThat(left).hasValue(-1);
      assertThat(outcome.value().onDevice()).isEqualTo(failing < attempts - 1);
    }
  }

  @Test
  void run_otherFailure_isNotTakenForMemory() {
    assertThatThrownBy(
            () ->
                ladder(all())
                    .run(
                        "s",
                        WorkPlan.FULL,
                        plan -> {
                          throw new IllegalStateException("broken");
                        }))
        .hasMessage("broken");
    assertThat(heard).isEmpty();
  }

  private WorkPlan failUnlessOn(Rung rung, WorkPlan plan) {
    boolean there =
        switch (rung) {
          case FREE_CACHES -> freed.get() > 0;
          case SMALLER_CHUNKS -> plan.chunks() > 1;
          case LOWER_PRECISION -> plan.precision() != Precision.FP32;
          case LOWER_RESOLUTION -> plan.resolution() < 1;
          case CPU -> !plan.onDevice();
        };
    if (!there) {
      throw new DeviceOutOfMemoryException(2, 1);
    }
    return plan;
  }

  private OomLadder ladder(Set<Rung> rungs) {
    return new OomLadder(
        rungs, freed::incrementAndGet, (stage, next) -> heard.add(stage + " -> " + next));
  }

  private static Set<Rung> all() {
    return EnumSet.allOf(Rung.class);
  }
}
