package io.orfeas.inference;

import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.MemorySample;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.UsageTrend;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramManager;
import io.orfeas.inference.v1.GetGpuReportResponse;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.inference.v1.Gpu;
import io.orfeas.inference.v1.GpuMemorySample;
import io.orfeas.inference.v1.GpuRecommendation;
import io.orfeas.runtime.ProtoTime;
import java.time.Clock;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells clients of the compute device, from what was last measured. */
final class GpuStats {
  /** The picture that batch advice is for: the size most models of this field take. */
  private static final int SIDE = 512;

  private static final int STEPS = 50;

  private final GpuMonitor monitor;
  private final LongSupplier reservedBytes;
  private final Supplier<Optional<Precision>> models;
  private final IntSupplier queueDepth;
  private final Clock clock;

  /**
   * The statistics of a device.
   *
   * @param reservedBytes promised to work now
   * @param models the number format that models run in now; empty without a model
   * @param queueDepth computations that wait
   */
  GpuStats(
      GpuMonitor monitor,
      LongSupplier reservedBytes,
      Supplier<Optional<Precision>> models,
      IntSupplier queueDepth,
      Clock clock) {
    this.monitor = monitor;
    this.reservedBytes = reservedBytes;
    this.models = models;
    this.queueDepth = queueDepth;
    this.clock = clock;
  }

  GetGpuStatsResponse stats() {
    GetGpuStatsResponse.Builder stats =
        GetGpuStatsResponse.newBuilder()
            .setAvailable(monitor.isAvailable())
            .setDevice(monitor.description())
            .setQueueDepth(queueDepth.getAsInt())
            .setTimestamp(ProtoTime.of(clock.instant()));
    monitor.latest().stream().findFirst().ifPresent(facts -> memory(stats, facts));
    monitor.memory().ifPresent(memory -> advice(stats, memory));
    models.get().ifPresent(precision -> precision(stats, precision));
    monitor.latest().forEach(facts -> stats.addGpus(gpu(facts)));
    return stats.build();
  }

  GetGpuReportResponse report() {
    GetGpuReportResponse.Builder report = GetGpuReportResponse.newBuilder().setStats(stats());
    monitor
        .memory()
        .ifPresent(
            memory -> {
              report.setAdmissibleBytes(memory.budget().admissible());
              memory.history().forEach(sample -> report.addHistory(sample(sample)));
            });
    return report.build();
  }

  private void memory(GetGpuStatsResponse.Builder stats, GpuFacts facts) {
    MemorySample memory = facts.memory();
    stats
        .setTotalVramGb(gib(memory.totalBytes()))
        .setAllocatedGb(gib(facts.processBytes().orElse(0)))
        .setReservedGb(gib(reservedBytes.getAsLong()))
        .setAvailableGb(gib(memory.freeBytes()))
        .setUsagePercent(memory.usedPercent())
        .setTimestamp(ProtoTime.of(memory.at()));
  }

  private void advice(GetGpuStatsResponse.Builder stats, VramManager memory) {
    UsageTrend trend = memory.trend();
    stats
        .setPrecisionMode(Precision.FP32.wireName())
        .setRecommendedPrecision(memory.recommendedPrecision().wireName())
        .setOptimalBatchSize(Math.max(1, memory.imageBatch(SIDE, SIDE, STEPS).recommended()))
        .setTrend(trend.direction().wireName())
        .setReduceBatch(trend.shouldReduceBatch());
    memory
        .recommendations(stats.getQueueDepth())
        .forEach(
            advice ->
                stats.addRecommendations(
                    GpuRecommendation.newBuilder()
                        .setAction(advice.action())
                        .setReasoning(advice.reasoning())
                        .setConfidence(advice.confidence())));
  }

  private static void precision(GetGpuStatsResponse.Builder stats, Precision precision) {
    stats
        .setPrecisionMode(precision.wireName())
        .setMixedPrecisionEnabled(precision == Precision.FP16)
        .setQuantizationEnabled(precision == Precision.INT8);
  }

  private static Gpu gpu(GpuFacts facts) {
    Gpu.Builder gpu =
        Gpu.newBuilder()
            .setUuid(facts.uuid())
            .setName(facts.name())
            .setTotalBytes(facts.memory().totalBytes())
            .setUsedBytes(facts.memory().usedBytes())
            .setFreeBytes(facts.memory().freeBytes())
            .setReservedBytes(facts.reservedBytes())
            .setMeasureTime(ProtoTime.of(facts.memory().at()));
    facts.processBytes().ifPresent(gpu::setProcessBytes);
    facts.utilization().ifPresent(gpu::setUtilizationRatio);
    facts.temperatureCelsius().ifPresent(gpu::setTemperatureCelsius);
    facts.powerWatts().ifPresent(gpu::setPowerWatts);
    facts.energyJoules().ifPresent(gpu::setEnergyJoules);
    facts.eccErrors().ifPresent(gpu::setEccErrors);
    facts.xidErrors().ifPresent(gpu::setXidErrors);
    return gpu.build();
  }

  private static GpuMemorySample sample(MemorySample sample) {
    return GpuMemorySample.newBuilder()
        .setMeasureTime(ProtoTime.of(sample.at()))
        .setUsedBytes(sample.usedBytes())
        .setFreeBytes(sample.freeBytes())
        .build();
  }

  private static double gib(long bytes) {
    return (double) bytes / VramBudget.GIB;
  }
}
