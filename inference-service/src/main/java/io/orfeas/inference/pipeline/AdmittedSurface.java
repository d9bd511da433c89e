package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramRefusedException;
import io.orfeas.inference.gpu.vram.WorkPlan;
import io.orfeas.inference.mesh.LatticePlan;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Extracts surfaces on a device when its ledger has room, and on the processor when not: the mesh
 * is the same, bit by bit, so nothing but time is lost.
 */
public final class AdmittedSurface implements SurfaceKernel {
  private static final String STAGE = "surface";
  private static final int PRIORITY = 5;

  /** A device is worth waiting for about as long as the processor would take. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final BulkKernels kernels;
  private final StageMemory memory;
  private final OomLadder ladder;

  /**
   * A surface kernel for a device with books.
   *
   * @param ladder must end on the CPU
   */
  public AdmittedSurface(BulkKernels kernels, StageMemory memory, OomLadder ladder) {
    this.kernels = kernels;
    this.memory = memory;
    this.ladder = ladder;
  }

  @Override
  public TriangleMesh surface(DepthShell shell, LatticePlan plan, int smoothing) {
    long points = (long) plan.columns() * plan.rows();
    StageMemory.Demand demand =
        new StageMemory.Demand(
            STAGE, STAGE, points, DeviceSurface.firstGuess(shell, plan), 1, PRIORITY);
    try {
      return memory.run(
          demand,
          PATIENCE,
          reservation ->
              ladder
                  .run(
                      STAGE,
                      WorkPlan.FULL,
                      way ->
                          way.onDevice()
                              ? new DeviceSurface(kernels, reservation)
                                  .surface(shell, plan, smoothing)
                              : CPU.surface(shell, plan, smoothing))
                  .value());
    } catch (VramRefusedException full) {
      return CPU.surface(shell, plan, smoothing);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new CancellationException("run: interrupted while it waited for device memory");
    }
  }
}
