package io.orfeas.inference.gpu.cuda;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BallastTest {
  @Test
  void fill_card_leavesNothingUntilReleased() {
    FakeDriver.load().play(Map.of("total", GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC());
        Ballast ballast = new Ballast()) {
      long held = ballast.fill();

      assertThat(held).isEqualTo(GIB);
      assertThat(device.freeBytes()).isZero();
      ballast.release(GIB / 4);
      assertThat(device.freeBytes()).isBetween(GIB / 4, GIB / 2);
      ballast.fill();
      assertThat(device.freeBytes()).isZero();
      ballast.release();
      assertThat(device.freeBytes()).isEqualTo(GIB);
    }
  }
}
