package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distance kernels beside the processor's own code, without a GPU. */
class DistanceOnDeviceTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 64, 101, 256})
  void nearestSites_sparseDenseAndEmpty_areTheSame(int side) {
    FakeDriver.load().play(Map.of("total", 1L << 32));
    try (CudaDevice device = CudaDevice.open(Clock.systemUTC())) {
      for (double share : new double[] {0, 0.001, 0.05, 1}) {
        float[] cost = cost(side, share, new Random(side));

        int[] ours = device.kernels().orElseThrow().nearestSites(cost, side, MemoryUse.UNCOUNTED);

        assertThat(ours).isEqualTo(DistanceTransform.nearest(cost, side));
      }
    }
  }

  private static float[] cost(int side, double share, Random random) {
    float[] cost = new float[side * side];
    Arrays.fill(cost, Float.POSITIVE_INFINITY);
    for (int i = 0; i < cost.length; i++) {
      if (random.nextDouble() < share) {
        cost[i] = -20 * random.nextFloat();
      }
    }
    return cost;
  }
}
