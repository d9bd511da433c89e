package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas: their known values, and what holds for all of them. */
class VramRulesTest {
  private static final int CASES = 10_000;

  @ParameterizedTest
  @CsvSource({"24, 21, 20.4", "8, 5, 5", "3, 0, 0", "1, 0, 0", "0, 0, 0"})
  void budget_total_leavesTheReserves(double total, double forModels, double admissible) {
    VramBudget budget = new VramBudget((long) (total * GIB));

    assertThat(budget.forModels()).isEqualTo((long) (forModels * GIB));
    assertThat(budget.admissible()).isEqualTo((long) (admissible * GIB));
  }

  @Test
  void budget_anyDevice_neverPromisesMoreThanThereIs() {
    Random random = new Random(1);
    for (int i = 0; i < CASES; i++) {
      VramBudget budget = new VramBudget(bytes(random, 200));
      long free = bytes(random, 200);

      assertThat(budget.available(free))
          .isBetween(0L, budget.admissible())
          .isLessThanOrEqualTo(Math.max(0, free - VramBudget.SAFETY_MARGIN));
      assertThat(budget.admissible()).isLessThanOrEqualTo(budget.forModels());
    }
  }

  @Test
  void budget_negative_isRefused() {
    assertThatThrownBy(() -> new VramBudget(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("totalBytes: -1 (expected: 0 or more)");
  }

  @ParameterizedTest
  @CsvSource({"10.001, FP32", "10, FP16", "6.001, FP16", "6, INT8", "0, INT8"})
  void precision_free_followsTheThresholds(double free, Precision expected) {
    assertThat(Precision.recommend((long) (free * GIB))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "21, 4, 1, 0, 16",
    "21, 4, 1, 5, 16",
    "21, 4, 1, 6, 8",
    "21, 4, 1, 10, 8",
    "21, 4, 1, 11, 4",
    "200, 4, 1, 0, 32",
    "2, 4, 1, 0, 1",
    "6, 4, 1, 11, 1"
  })
  void modelBatch_queue_dividesIt(long free, long model, long sample, int queue, int expected) {
    assertThat(ModelBatch.size(free * GIB, model * GIB, sample * GIB, queue)).isEqualTo(expected);
  }

  @Test
  void modelBatch_anything_staysInRangeAndNeverGrowsWithTheQueue() {
    Random random = new Random(2);
    for (int i = 0; i < CASES; i++) {
      long free = bytes(random, 100);
      long model = bytes(random, 50);
      long sample = 1 + bytes(random, 5);
      int queue = random.nextInt(30);
      int batch = ModelBatch.size(free, model, sample, queue);

      assertThat(batch).isBetween(1, ModelBatch.MAX);
      assertThat(ModelBatch.size(free, model, sample, queue + 1)).isLessThanOrEqualTo(batch);
      assertThat(ModelBatch.size(free + GIB, model, sample, queue)).isGreaterThanOrEqualTo(batch);
      if (batch > 1) {
        assertThat(batch * sample + model + VramBudget.CACHE_RESERVE).isLessThanOrEqualTo(free);
      }
    }
  }

  @Test
  void bytesPerImage_reference_is2000MiB() {
    assertThat(ImageBatch.bytesPerImage(512, 512, 50)).isEqualTo(2000L << 20);
    assertThat(ImageBatch.bytesPerImage(1024, 512, 25)).isEqualTo(2000L << 20);
  }

  @Test
  void imageBatch_anything_isSafe() {
    Random random = new Random(3);
    for (int i = 0; i < CASES; i++) {
      VramBudget budget = new VramBudget(bytes(random, 100));
      long free = bytes(random, 100);
      int side = 1 + random.nextInt(4096);
      BatchAdvice advice =
          ImageBatch.advise(
              budget, free, UsageTrend.of(10, 20, 60, 90), side, side, 1 + random.nextInt(100));

      assertThat(advice.recommended()).isBetween(0, advice.maxSafe());
      assertThat(advice.confidence()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void imageBatch_risingUse_recommendsHalf() {
    VramBudget budget = new VramBudget(24 * GIB);
    UsageTrend steady = UsageTrend.of(40, 40, 40, 40);
    UsageTrend rising = UsageTrend.of(20, 20, 60, 60);

    BatchAdvice calm = ImageBatch.advise(budget, 20 * GIB, steady, 512, 512, 50);
    BatchAdvice careful = ImageBatch.advise(budget, 20 * GIB, rising, 512, 512, 50);

    assertThat(calm.recommended()).isEqualTo(9).isEqualTo(calm.maxSafe());
    assertThat(careful.recommended()).isEqualTo(5);
    assertThat(careful.reasoning()).contains("2000 MiB per picture").contains("increasing");
  }

  private static long bytes(Random random, int maxGib) {
    return (long) (random.nextDouble() * maxGib * GIB);
  }
}
