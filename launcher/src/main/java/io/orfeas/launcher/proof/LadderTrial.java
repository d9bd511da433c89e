package io.orfeas.launcher.proof;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.cuda.Ballast;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.WorkPlan;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.proof.Solids;
import java.util.Arrays;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The ladder on a device that is really full, without a ledger that would keep work away from it.
 *
 * @param emptied the rung it ended on when freeing caches frees memory
 * @param full the rung it ended on when nothing does
 * @param isSame whether the meshes are those of the processor
 */
record LadderTrial(@Nullable Rung emptied, @Nullable Rung full, boolean isSame) {
  private static final int SMOOTHING = 3;

  static LadderTrial on(ComputeDevice device, Ballast ballast, int grid) {
    DepthShell shell = Solids.balls(grid);
    TriangleMesh wanted = SurfaceKernel.CPU.surface(shell, grid, SMOOTHING).mesh();
    // What the process has kept would do for the work.
    device.freeCaches();
    ballast.fill();
    OomLadder.Outcome<TriangleMesh> full = climb(device, device::freeCaches, shell, grid);
    device.freeCaches();
    ballast.fill();
    OomLadder.Outcome<TriangleMesh> emptied = climb(device, ballast::release, shell, grid);
    return new LadderTrial(
        emptied.rung(), full.rung(), same(wanted, full.value()) && same(wanted, emptied.value()));
  }

  boolean isMet() {
    return emptied == Rung.FREE_CACHES && full == Rung.CPU && isSame;
  }

  String text() {
    return "The ladder alone: %s where caches can be freed, %s where they cannot, %s the processor's mesh."
        .formatted(name(emptied), name(full), isSame ? "both times" : "**not** both times");
  }

  private static OomLadder.Outcome<TriangleMesh> climb(
      ComputeDevice device, Runnable freeCaches, DepthShell shell, int grid) {
    BulkKernels kernels = Gpu.kernels(device);
    SurfaceKernel onDevice = DeviceSteps.always(kernels).surfaces();
    return new OomLadder(EnumSet.of(Rung.FREE_CACHES, Rung.CPU), freeCaches, (stage, next) -> {})
        .run(
            "surface",
            WorkPlan.FULL,
            plan ->
                (plan.onDevice() ? onDevice : SurfaceKernel.CPU)
                    .surface(shell, grid, SMOOTHING)
                    .mesh());
  }

  private static boolean same(TriangleMesh a, TriangleMesh b) {
    return Arrays.equals(a.positions(), b.positions())
        && Arrays.equals(a.triangles(), b.triangles());
  }

  private static String name(@Nullable Rung rung) {
    return rung == null ? "no rung" : "`" + rung.wireName() + "`";
  }
}
