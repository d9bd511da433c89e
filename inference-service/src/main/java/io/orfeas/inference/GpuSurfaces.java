package io.orfeas.inference;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.vram.Claim;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.pipeline.AdmittedSurface;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.EnumSet;

/** Surfaces are extracted on the GPU where there is one, with its memory kept account of. */
final class GpuSurfaces {
  private static final int WAITING = 256;

  private GpuSurfaces() {}

  /** The kernel for a device; the processor's own without a GPU. */
  static SurfaceKernel on(ComputeDevice device, Metrics metrics, InferenceMetrics counters) {
    return device
        .kernels()
        .map(kernels -> admitted(kernels, device, metrics, counters))
        .orElse(SurfaceKernel.CPU);
  }

  private static SurfaceKernel admitted(
      BulkKernels kernels, ComputeDevice device, Metrics metrics, InferenceMetrics counters) {
    long total = device.measure().get(0).memory().totalBytes();
    VramLedger ledger =
        new VramLedger(new VramBudget(total), device::freeBytes, WAITING, new Books(metrics));
    metrics.gauge(
        "orfeas_vram_reserved_bytes", "Device memory promised to work.", () -> ledger.held());
    metrics.gauge(
        "orfeas_vram_waiting", "Work that waits for device memory.", () -> ledger.waiting());
    OomLadder ladder =
        new OomLadder(
            EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
            device::freeCaches,
            (stage, next) -> {
              if (next == null) {
                counters.outOfMemory(stage);
              } else {
                counters.survivedOutOfMemory(stage);
              }
            });
    return new AdmittedSurface(kernels, new StageMemory(ledger, new PeakModel()), ladder);
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
