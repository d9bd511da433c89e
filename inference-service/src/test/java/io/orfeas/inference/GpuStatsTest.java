package io.orfeas.inference;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.CpuDevice;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.MemorySample;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.v1.GetGpuReportResponse;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.runtime.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GpuStatsTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(99), ZoneOffset.UTC);

  private Optional<Precision> model = Optional.empty();
  private final Curve curve = new Curve();
  private final GpuMonitor monitor = new GpuMonitor(curve, new GpuMetrics(new Metrics()));
  private final GpuStats stats = new GpuStats(monitor, () -> 3 * GIB, () -> model, () -> 3, CLOCK);

  @Test
  void stats_noGpu_saysWhy() {
    GpuMonitor none =
        new GpuMonitor(new CpuDevice("cuda refused: none"), new GpuMetrics(new Metrics()));

    GetGpuStatsResponse answer =
        new GpuStats(none, () -> 0, Optional::empty, () -> 3, CLOCK).stats();

    assertThat(answer.getAvailable()).isFalse();
    assertThat(answer.getDevice()).isEqualTo("cpu (cuda refused: none)");
    assertThat(answer.getQueueDepth()).isEqualTo(3);
    assertThat(answer.getRecommendedPrecision()).isEmpty();
    assertThat(answer.getOptimalBatchSize()).isZero();
    assertThat(answer.getTimestamp().getSeconds()).isEqualTo(99);
  }

  @Test
  void stats_card_hasTheFieldsThatClientsKnow() {
    curve.then(25);
    monitor.measure();

    GetGpuStatsResponse answer = stats.stats();

    assertThat(answer.getAvailable()).isTrue();
    assertThat(answer.getTotalVramGb()).isEqualTo(24);
    assertThat(answer.getAvailableGb()).isEqualTo(18);
    assertThat(answer.getAllocatedGb()).isEqualTo(1);
    assertThat(answer.getReservedGb()).as("what the ledger holds").isEqualTo(3);
    assertThat(answer.getUsagePercent()).isCloseTo(25, within(0.01));
    assertThat(answer.getRecommendedPrecision()).isEqualTo("fp32");
    assertThat(answer.getOptimalBatchSize()).isEqualTo(8);
    assertThat(answer.getTrend()).isEqualTo("stable");
    assertThat(answer.getGpus(0).getUuid()).isEqualTo("GPU-1");
    assertThat(answer.getGpus(0).getPowerWatts()).isEqualTo(300);
    assertThat(answer.getGpus(0).hasEccErrors()).isFalse();
    assertThat(answer.getTimestamp().getSeconds()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void stats_model_saysWhatItRunsIn(Precision precision) {
    curve.then(25);
    monitor.measure();
    model = Optional.of(precision);

    GetGpuStatsResponse answer = stats.stats();

    assertThat(answer.getPrecisionMode()).isEqualTo(precision.wireName());
    assertThat(answer.getMixedPrecisionEnabled()).isEqualTo(precision == Precision.FP16);
    assertThat(answer.getQuantizationEnabled()).isEqualTo(precision == Precision.INT8);
  }

  @Test
  void stats_memoryFillingUp_advisesLess() {
    for (int percent : new int[] {80, 82, 94, 97}) {
      curve.then(percent);
      monitor.measure();
    }

    GetGpuStatsResponse answer = stats.stats();

    assertThat(answer.getTrend()).isEqualTo("increasing");
    assertThat(answer.getReduceBatch()).isTrue();
    assertThat(answer.getRecommendedPrecision()).isEqualTo("int8");
    assertThat(answer.getRecommendations(0).getAction()).isEqualTo("Halve the batch size.");
  }

  @Test
  void report_samples_areTheHistory() {
    curve.then(10).then(20).then(30);
    monitor.measure();
    monitor.measure();
    monitor.measure();

    GetGpuReportResponse report = stats.report();

    assertThat(report.getHistoryList())
        .extracting(sample -> sample.getMeasureTime().getSeconds())
        .containsExactly(1L, 2L, 3L);
    assertThat(report.getAdmissibleBytes()).isEqualTo((long) (24 * GIB * 0.85));
  }

  @Test
  void measure_driverFails_keepsWhatWasKnown() {
    curve.then(25);
    monitor.measure();

    monitor.measure();

    assertThat(stats.stats().getUsagePercent()).isCloseTo(25, within(0.01));
  }

  @Test
  void measure_driverFailsAgainAndAgain_isNotAvailableAndAdvisesNothing() {
    curve.then(97);
    monitor.measure();
    for (int i = 0; i < 3; i++) {
      monitor.measure();
    }

    GetGpuStatsResponse lost = stats.stats();

    assertThat(lost.getAvailable()).isFalse();
    assertThat(lost.getDevice()).startsWith("cuda (Fake), lost: ");
    assertThat(lost.getRecommendedPrecision()).isEmpty();
    assertThat(lost.getGpusList()).isEmpty();
    assertThat(monitor.memory()).as("no advice for models either").isEmpty();
    assertThat(stats.report().getHistoryList()).isEmpty();
  }

  @Test
  void measure_lostCardAnswersAgain_isAvailableAgain() {
    for (int i = 0; i < 4; i++) {
      monitor.measure();
    }
    curve.then(25);

    monitor.measure();

    assertThat(stats.stats().getAvailable()).isTrue();
    assertThat(stats.stats().getDevice()).isEqualTo("cuda (Fake)");
    assertThat(stats.stats().getUsagePercent()).isCloseTo(25, within(0.01));
  }

  /** A card that plays a memory curve, in percent, and then fails. */
  private static final class Curve implements ComputeDevice {
    private final Deque<Integer> percents = new ArrayDeque<>();
    private int second;

    Curve then(int percent) {
      percents.add(percent);
      return this;
    }

    @Override
    public List<GpuFacts> measure() {
      long used = 24 * GIB * percents.remove() / 100;
      MemorySample memory =
          new MemorySample(Instant.ofEpochSecond(++second), 24 * GIB, used, 24 * GIB - used);
      return List.of(
          new GpuFacts(
              "GPU-1",
              "Fake",
              memory,
              0,
              OptionalLong.of(GIB),
              OptionalDouble.of(0.5),
              OptionalDouble.of(60),
              OptionalDouble.of(300),
              OptionalDouble.of(1),
              OptionalLong.empty(),
              OptionalLong.of(0)));
    }

    @Override
    public String description() {
      return "cuda (Fake)";
    }

    @Override
    public boolean isGpu() {
      return true;
    }

    @Override
    public void freeCaches() {}

    @Override
    public void close() {}
  }
}
