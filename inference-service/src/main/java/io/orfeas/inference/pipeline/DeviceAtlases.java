package io.orfeas.inference.pipeline;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.texture.AtlasKernel;
import io.orfeas.inference.texture.TextureChart;

/** Makes textures on a device: texels go up, pictures come down. */
final class DeviceAtlases implements AtlasKernel {
  private static final String STEP = "texture";

  /** Bytes per texel of the front: its pyramid, the atlas, and a dozen arrays at half the side. */
  private static final int PER_TEXEL = 80;

  private final BulkKernels kernels;
  private final StepWork work;

  DeviceAtlases(BulkKernels kernels, StepWork work) {
    this.kernels = kernels;
    this.work = work;
  }

  @Override
  public Pictures pictures(TextureChart chart, boolean normalMap) {
    long texels = (long) chart.width() * chart.height();
    BulkKernels.Chart wanted =
        new BulkKernels.Chart(
            chart.texels(), chart.width(), chart.height(), chart.stacked(), normalMap);
    return work.run(
        new StepWork.Size(STEP, texels, PER_TEXEL * texels),
        memory -> {
          BulkKernels.Pictures made = kernels.pictures(wanted, memory);
          return new Pictures(made.baseColor(), made.normalMap());
        },
        () -> CPU.pictures(chart, normalMap));
  }
}
