package io.orfeas.inference;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.vram.Claim;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The books of the GPU in use: one ledger for all that runs on it. Without a GPU there is none. */
final class GpuMemory {
  private static final Logger logger = LoggerFactory.getLogger(GpuMemory.class);
  private static final int WAITING = 256;

  private final Optional<VramLedger> ledger;
  private final Optional<StageMemory> admission;

  private GpuMemory(Optional<VramLedger> ledger) {
    this.ledger = ledger;
    admission = ledger.map(books -> new StageMemory(books, new PeakModel()));
  }

  static GpuMemory of(ComputeDevice device, Metrics metrics) {
    if (!device.isGpu()) {
      return new GpuMemory(Optional.empty());
    }
    VramLedger ledger =
        new VramLedger(
            new VramBudget(total(device)), device::freeBytes, WAITING, new Books(metrics));
    metrics.gauge(
        "orfeas_vram_reserved_bytes", "Device memory promised to work.", () -> ledger.held());
    metrics.gauge(
        "orfeas_vram_waiting", "Work that waits for device memory.", () -> ledger.waiting());
    return new GpuMemory(Optional.of(ledger));
  }

  /** As it is measured, for so clients are told of it; else as the driver says. */
  private static long total(ComputeDevice device) {
    try {
      return device.measure().stream()
          .findFirst()
          .map(facts -> facts.memory().totalBytes())
          .orElseGet(device::totalBytes);
    } catch (RuntimeException unmeasured) {
      logger.warn(
          "gpu memory: {} bytes, as the driver says: {}",
          device.totalBytes(),
          unmeasured.getMessage());
      return device.totalBytes();
    }
  }

  /** Lets work run with memory of its own; empty without a GPU. */
  Optional<StageMemory> admission() {
    return admission;
  }

  /** Bytes promised to work now; 0 without a GPU. */
  long held() {
    return ledger.map(VramLedger::held).orElse(0L);
  }

  /** Counts refusals, and how far predictions were off. */
  private static final class Books implements LedgerListener {
    private final Counter refusals;
    private final Gauge error;

    Books(Metrics metrics) {
      refusals =
          metrics.counter("orfeas_vram_refusals_total", "Work that got no device memory.", "stage");
      error =
          metrics.gauge(
              "orfeas_vram_estimate_error_ratio",
              "Predicted over measured peak of the last work, less 1.",
              "stage");
    }

    @Override
    public void refused(Claim claim, boolean permanent) {
      refusals.labels(claim.stage()).inc();
    }

    @Override
    public void released(Claim claim, long grantedBytes, long peakBytes) {
      if (peakBytes > 0) {
        error.labels(claim.stage()).set((double) claim.wantedBytes() / peakBytes - 1);
      }
    }
  }
}
