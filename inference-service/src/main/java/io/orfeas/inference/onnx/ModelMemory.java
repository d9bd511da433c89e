package io.orfeas.inference.onnx;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.ModelBatch;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramManager;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The device memory that a model runs in, and what is known of it.
 *
 * @param admission reserves memory before a run; empty without a GPU
 * @param freeBytes on the device now; 0 without a GPU
 * @param manager advises; empty without a GPU, and before the first measurement
 * @param freeCaches empties the device's allocator caches
 */
public record ModelMemory(
    Optional<StageMemory> admission,
    LongSupplier freeBytes,
    Supplier<Optional<VramManager>> manager,
    Runnable freeCaches) {
  /** The processor's: not kept account of. */
  public static final ModelMemory PROCESSOR =
      new ModelMemory(Optional.empty(), () -> 0, Optional::empty, () -> {});

  /** The number format to run in: what memory suggests, or fp32 where nothing is known of it. */
  Precision recommended() {
    return manager.get().map(VramManager::recommendedPrecision).orElse(Precision.FP32);
  }

  /**
   * How many samples may run together.
   *
   * @param most in any case, 1 or more
   * @param sampleBytes that one takes
   * @param waiting samples that wait
   */
  int batch(int most, long sampleBytes, int waiting) {
    if (admission.isEmpty()) {
      return most;
    }
    // The model is loaded: what is free is free beside it.
    int fits;
    try {
      // More than the ledger ever grants would be refused, and its peaks doubted.
      long usable = Math.min(freeBytes.getAsLong(), admission.get().admissible());
      fits = ModelBatch.size(usable, 0, sampleBytes, waiting);
    } catch (DeviceFailureException broken) {
      // The run will find it out too, and go on without the device.
      return most;
    }
    boolean reduce = manager.get().map(known -> known.trend().shouldReduceBatch()).orElse(false);
    return Math.max(1, Math.min(most, reduce ? fits / 2 : fits));
  }
}
