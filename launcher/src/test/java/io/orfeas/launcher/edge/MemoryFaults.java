package io.orfeas.launcher.edge;

import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;

/** Lets device memory run out where a request's seed says so; everything else is as it is. */
final class MemoryFaults implements Reconstruction {
  /** Memory ends before the picture is read. */
  static final long AT_ONCE = 1;

  private static final long IN_A_STAGE = 100;
  private static final long ON_A_RUNG = 200;

  private final Reconstruction real;

  MemoryFaults(Reconstruction real) {
    this.real = real;
  }

  /** The seed with which memory ends in a stage, and no rung helps. */
  static long in(Stage stage) {
    return IN_A_STAGE + stage.ordinal();
  }

  /** The seed with which memory ends in a stage, and a rung helps. */
  static long in(Stage stage, Rung rung) {
    return ON_A_RUNG + 10L * stage.ordinal() + rung.ordinal();
  }

  @Override
  public void run(byte[] picture, GenerationOptions options, StageListener listener) {
    if (options.seed() == AT_ONCE) {
      throw new DeviceOutOfMemoryException(2, 1);
    }
    real.run(picture, options, new Faulty(listener, options.seed()));
  }

  /** What is thrown here ends the run as what the pipeline throws does. */
  private record Faulty(StageListener real, long seed) implements StageListener {
    @Override
    public void accepted(ForegroundMask mask) {
      real.accepted(mask);
      before(0);
    }

    @Override
    public void finished(StageResult result) {
      real.finished(result);
      before(result.stage().ordinal() + 1);
    }

    @Override
    public boolean isCancelled() {
      return real.isCancelled();
    }

    private void before(int stage) {
      if (seed == IN_A_STAGE + stage) {
        throw new DeviceOutOfMemoryException(2, 1);
      }
      for (Rung rung : Rung.values()) {
        if (seed == ON_A_RUNG + 10L * stage + rung.ordinal()) {
          real.degraded(new Shortfall(Shortfall.Reason.OUT_OF_MEMORY, rung.wireName()));
        }
      }
    }
  }
}
