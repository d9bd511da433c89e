package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageMemoryTest {
  private long free = 24 * GIB;
  private final VramLedger ledger =
      new VramLedger(new VramBudget(24 * GIB), () -> free, 8, LedgerListener.NONE);
  private final StageMemory memory = new StageMemory(ledger, new PeakModel());

  @Test
  void run_again_reservesWhatWasMeasured() throws Exception {
    long first = run(100, 4 * GIB, GIB);
    long second = run(100, 4 * GIB, GIB);
    long larger = run(200, 4 * GIB, GIB);

    assertThat(first).isEqualTo(4 * GIB);
    assertThat(second).isEqualTo((long) (1.1 * GIB));
    assertThat(larger).isEqualTo((long) (2.2 * GIB));
  }

  @Test
  void run_peakThatTheDeviceCannotGive_isForgottenByItsRefusal() throws Exception {
    run(1, GIB, 100 * GIB);

    assertThatThrownBy(() -> run(1, GIB, GIB)).isInstanceOf(VramRefusedException.class);

    assertThat(run(1, GIB, 2 * GIB)).isEqualTo(GIB);
    assertThat(run(1, GIB, GIB)).isEqualTo((long) (2.2 * GIB));
  }

  @Test
  void run_peakThatANeighbourLeavesNoRoomFor_isForgottenByItsRefusal() throws Exception {
    run(1, GIB, 20 * GIB);
    free = 8 * GIB;

    assertThatThrownBy(() -> run(1, GIB, GIB)).isInstanceOf(VramRefusedException.class);

    assertThat(run(1, GIB, GIB)).isEqualTo(GIB);
  }

  @Test
  void run_refusedBesideOtherWork_keepsWhatWasMeasured() throws Exception {
    run(1, GIB, 16 * GIB);
    Reservation other = ledger.tryReserve(new Claim("other", 18 * GIB, 1, 5));

    assertThatThrownBy(() -> run(1, GIB, GIB)).isInstanceOf(VramRefusedException.class);

    other.close();
    assertThat(run(1, GIB, GIB)).isEqualTo((long) (17.6 * GIB));
  }

  @Test
  void run_workFails_givesItsMemoryBack() {
    assertThatThrownBy(
            () ->
                memory.run(
                    demand(1, GIB),
                    Duration.ZERO,
                    reservation -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(ledger.held()).isZero();
  }

  private long run(long units, long guess, long peak) throws InterruptedException {
    return memory.run(
        demand(units, guess),
        Duration.ZERO,
        reservation -> {
          reservation.allocated(peak);
          reservation.freed(peak);
          return reservation.bytes();
        });
  }

  private static StageMemory.Demand demand(long units, long guess) {
    return new StageMemory.Demand("refined_mesh", "classical/refined_mesh", units, guess, 1, 5);
  }
}
