package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.texture.AtlasKernel;

/** Heavy steps on a device, as far as its memory goes. Immutable; safe for concurrent use. */
public final class DeviceSteps implements HeavySteps {
  private final BulkKernels kernels;
  private final StepWork work;

  /** Steps that are admitted one by one. */
  public DeviceSteps(BulkKernels kernels, AdmittedWork work) {
    this(kernels, (StepWork) work);
  }

  private DeviceSteps(BulkKernels kernels, StepWork work) {
    this.kernels = kernels;
    this.work = work;
  }

  /**
   * Steps on the device whatever happens, to compare and to time them: nobody keeps books, and they
   * throw where memory runs out.
   */
  public static HeavySteps always(BulkKernels kernels) {
    return new DeviceSteps(kernels, StepWork.ALWAYS);
  }

  @Override
  public ReliefKernel reliefs() {
    return new DeviceReliefs(kernels, work);
  }

  @Override
  public SurfaceKernel surfaces() {
    return new DeviceSurfaces(kernels, work);
  }

  @Override
  public AtlasKernel atlases() {
    return new DeviceAtlases(kernels, work);
  }

  @Override
  public HeavySteps forRun() {
    return new DeviceSteps(kernels, work.forRun());
  }

  @Override
  public HeavySteps heardBy(StepListener listener) {
    return new DeviceSteps(kernels, work.heardBy(listener));
  }
}
