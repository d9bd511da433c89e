package io.orfeas.inference;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.gpu.CpuDevice;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.runtime.Metrics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuStepsTest {
  private static final int SIDE = 48;

  private final Metrics metrics = new Metrics();
  private final InferenceMetrics counters = new InferenceMetrics(metrics);
  private final StepMetrics heard = new StepMetrics(metrics);

  @Test
  void on_noGpu_isTheProcessorsOwn() {
    CpuDevice device = new CpuDevice("cuda refused: none");

    assertThat(GpuSteps.on(device, GpuMemory.of(device, metrics), heard, counters))
        .isSameAs(HeavySteps.CPU);
  }

  @Test
  void on_gpu_measuresTheSameAndCountsIt() {
    FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      HeavySteps steps = GpuSteps.on(device, GpuMemory.of(device, metrics), heard, counters);

      assertSame(steps.reliefs());

      assertThat(heard.steps("relief", ComputedOn.CUDA)).isEqualTo(1);
      assertThat(heard.copied("relief", "up")).isEqualTo(8 * SIDE * SIDE);
      assertThat(heard.copied("relief", "down")).isEqualTo(24 * SIDE * SIDE);
    }
  }

  @Test
  void on_cardThatFillsUp_goesOnWithTheProcessor() {
    FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      HeavySteps steps = GpuSteps.on(device, GpuMemory.of(device, metrics), heard, counters);
      driver.play(Map.of("total", 24 * GIB, "others", 24 * GIB));

      assertSame(steps.reliefs());

      assertThat(heard.steps("relief", ComputedOn.CPU)).isEqualTo(1);
    }
  }

  @Test
  void on_noPageLockedMemory_goesOnWithTheProcessor() {
    FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      HeavySteps steps = GpuSteps.on(device, GpuMemory.of(device, metrics), heard, counters);
      driver.play(Map.of("total", 24 * GIB, "pinned", 0L));

      assertSame(steps.reliefs());

      assertThat(heard.steps("relief", ComputedOn.CPU)).isEqualTo(1);
    }
  }

  @Test
  void on_cardThatBreaksDown_goesOnWithTheProcessorAndCountsIt() {
    FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      HeavySteps steps = GpuSteps.on(device, GpuMemory.of(device, metrics), heard, counters);
      driver.play(Map.of("total", 24 * GIB, "launch", 719L));

      assertSame(steps.reliefs());

      assertThat(heard.failures("relief")).isEqualTo(1);
      driver.play(Map.of("total", 24 * GIB));
    }
  }

  @Test
  void on_cardWhoseMemoryCannotBeMeasured_goesByTheDriversTotal() {
    for (String fault : List.of("nvml_memory", "meminfo")) {
      Metrics fresh = new Metrics();
      FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
      try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
        driver.play(Map.of("total", 24 * GIB, fault, 719L));
        GpuMemory memory = GpuMemory.of(device, fresh);
        driver.play(Map.of("total", 24 * GIB));

        assertSame(GpuSteps.on(device, memory, heard, counters).reliefs());
      }
    }
    assertThat(heard.steps("relief", ComputedOn.CUDA)).isEqualTo(2);
  }

  private static void assertSame(ReliefKernel kernel) {
    float[] coverage = new float[SIDE * SIDE];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = Math.hypot(i % SIDE - 20, i / SIDE - 25) < 15 ? 1 : 0;
    }
    ReliefKernel.Profiler balls =
        (outline, side) -> new ReliefKernel.Profile(outline.squaredHeight(), null);
    assertThat(kernel.shell(coverage, SIDE, balls).front())
        .isEqualTo(ReliefKernel.CPU.shell(coverage, SIDE, balls).front());
  }
}
