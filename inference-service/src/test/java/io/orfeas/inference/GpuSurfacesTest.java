package io.orfeas.inference;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.CpuDevice;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.runtime.Metrics;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuSurfacesTest {
  private final Metrics metrics = new Metrics();
  private final InferenceMetrics counters = new InferenceMetrics(metrics);

  @Test
  void on_noGpu_isTheProcessorsOwn() {
    CpuDevice device = new CpuDevice("cuda refused: none");

    assertThat(GpuSurfaces.on(device, GpuMemory.of(device, metrics), counters))
        .isSameAs(SurfaceKernel.CPU);
  }

  @Test
  void on_gpu_givesTheSameMesh() {
    FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      SurfaceKernel kernel = GpuSurfaces.on(device, GpuMemory.of(device, metrics), counters);

      TriangleMesh ours = SurfaceExtractor.extract(ball(), 40, 2, kernel);

      TriangleMesh theirs = SurfaceExtractor.extract(ball(), 40, 2, SurfaceKernel.CPU);
      assertThat(ours.positions()).isEqualTo(theirs.positions());
      assertThat(ours.triangles()).isEqualTo(theirs.triangles());
    }
  }

  @Test
  void on_cardThatFillsUp_goesOnWithTheProcessor() {
    FakeDriver driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      SurfaceKernel kernel = GpuSurfaces.on(device, GpuMemory.of(device, metrics), counters);
      driver.play(Map.of("total", 24 * GIB, "others", 24 * GIB));

      TriangleMesh ours = SurfaceExtractor.extract(ball(), 40, 2, kernel);

      TriangleMesh theirs = SurfaceExtractor.extract(ball(), 40, 2, SurfaceKernel.CPU);
      assertThat(ours.positions()).isEqualTo(theirs.positions());
    }
  }

  private static DepthShell ball() {
    int side = 48;
    float[] outline = new float[side * side];
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    for (int i = 0; i < outline.length; i++) {
      double x = (i % side + 0.5) / side - 0.5;
      double y = (i / side + 0.5) / side - 0.5;
      outline[i] = (float) (0.4 - Math.hypot(x, y));
      front[i] = (float) Math.sqrt(Math.max(0, 0.16 - x * x - y * y));
      back[i] = -front[i];
    }
    return new DepthShell(side, outline, front, back);
  }
}
