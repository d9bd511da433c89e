package io.orfeas.inference.gpu.vram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission by bytes beside admission by number, on the same made-up traces. */
class VramSimulationTest {
  private static final int JOBS = 200;
  private static final int SECONDS = 600;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void ledger_mixedLoad_neverRunsOutAndStaysWithinBudget(long seed) throws Exception {
    VramSimulation.Outcome outcome = byLedger(seed);

    assertThat(outcome.outOfMemory()).isZero();
    assertThat(outcome.peakBytes())
        .isLessThanOrEqualTo(VramSimulation.CARD - VramBudget.SAFETY_MARGIN);
    assertThat(outcome.finished()).isPositive();
  }

  @Test
  void ledger_besideFixedLimits_finishesMoreThanTheSafeOne() throws Exception {
    System.out.printf(
        "%-12s %9s %6s %10s %10s %8s%n",
        "policy", "finished", "oom", "peak GiB", "wait s", "at once");
    int safest = 0;
    for (int limit : new int[] {1, 2, 4, 6, 8}) {
      VramSimulation.Outcome outcome = byNumber(limit);
      print("at most " + limit, outcome);
      if (outcome.outOfMemory() == 0) {
        safest = Math.max(safest, outcome.finished());
      }
    }
    VramSimulation.Outcome ledger = byLedger(1);
    print("by bytes", ledger);

    assertThat(byNumber(8).outOfMemory()).isPositive();
    assertThat(ledger.finished()).isGreaterThan(safest);
  }

  private static VramSimulation.Outcome byNumber(int limit) throws Exception {
    return new VramSimulation(JOBS, 1)
        .run((job, running) -> running < limit ? () -> {} : null, SECONDS);
  }

  private static VramSimulation.Outcome byLedger(long seed) throws Exception {
    VramSimulation simulation = new VramSimulation(JOBS, seed);
    PeakModel peaks = new PeakModel();
    LedgerListener learning =
        new LedgerListener() {
          @Override
          public void released(Claim claim, long grantedBytes, long peakBytes) {
            peaks.learn(claim.stage(), 1, peakBytes);
          }
        };
    VramLedger ledger =
        new VramLedger(new VramBudget(VramSimulation.CARD), simulation::freeBytes, 64, learning);
    return simulation.run(
        (job, running) -> {
          long wanted = peaks.predict(job.stageKind(), 1, job.firstGuess());
          return ledger.tryReserve(new Claim(job.stageKind(), wanted, wanted, 5));
        },
        SECONDS);
  }

  private static void print(String policy, VramSimulation.Outcome outcome) {
    System.out.printf(
        "%-12s %9d %6d %10.1f %10.1f %8d%n",
        policy,
        outcome.finished(),
        outcome.outOfMemory(),
        (double) outcome.peakBytes() / VramBudget.GIB,
        outcome.meanWaitSeconds(),
        outcome.mostRunning());
  }
}
