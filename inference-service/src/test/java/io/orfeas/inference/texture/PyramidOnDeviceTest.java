package io.orfeas.inference.texture;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filling kernels beside the processor's own code, without a GPU. */
class PyramidOnDeviceTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "1, 8", "16, 16", "64, 32", "256, 512"})
  void filledPyramid_scatteredTexels_isTheSame(int width, int height) {
    FakeDriver.load().play(Map.of("total", 1L << 32));
    float[] texels = scattered(width, height, new Random(width));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      List<float[]> ours =
          device.kernels().orElseThrow().filledPyramid(texels, width, height, MemoryUse.UNCOUNTED);

      TexturePyramid theirs = TexturePyramid.pull(texels.clone(), width, height).push();
      for (int level = 0; level < ours.size(); level++) {
        assertThat(ours.get(level)).isEqualTo(theirs.level(level));
      }
    }
  }

  private static float[] scattered(int width, int height, Random random) {
    float[] texels = new float[4 * width * height];
    for (int i = 0; i < texels.length; i += 4) {
      float weight = Math.max(0, 1.5f * random.nextFloat() - 0.8f);
      for (int k = 0; k < 3; k++) {
        texels[i + k] = 255 * random.nextFloat();
      }
      texels[i + 3] = Math.min(1, weight);
    }
    return texels;
  }
}
