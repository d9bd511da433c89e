package io.orfeas.inference.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void open_cpuWanted_doesNotLookFurther() {
    ComputeDevice device =
        Devices.open(
            Devices.Wanted.CPU,
            () -> {
              throw new AssertionError("asked for CUDA");
            });

    assertThat(device.description()).isEqualTo("cpu (cuda not asked for)");
    assertThat(device.isGpu()).isFalse();
    assertThat(device.measure()).isEmpty();
  }

  @Test
  void open_libraryMissing_isTheCpuWithTheReason() {
    Error missing = new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnicudart\nin x"));

    ComputeDevice device =
        Devices.open(
            Devices.Wanted.CUDA,
            () -> {
              throw missing;
            });

    assertThat(device.description()).isEqualTo("cpu (cuda refused: no jnicudart)");
  }
}
