package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.OutlineKernel;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.texture.AtlasKernel;

/**
 * By whom the heavy steps of runs are done. Wherever that is, results are the same, bit by bit; so
 * it is no part of a request's key.
 */
public interface HeavySteps {
  /** On the processor. */
  HeavySteps CPU =
      new HeavySteps() {
        @Override
        public OutlineKernel outlines() {
          return OutlineKernel.CPU;
        }

        @Override
        public SurfaceKernel surfaces() {
          return SurfaceKernel.CPU;
        }

        @Override
        public AtlasKernel atlases() {
          return AtlasKernel.CPU;
        }

        @Override
        public HeavySteps heardBy(StepListener listener) {
          return this;
        }
      };

  /** Measures outlines. */
  OutlineKernel outlines();

  /** Makes surfaces. */
  SurfaceKernel surfaces();

  /** Makes textures. */
  AtlasKernel atlases();

  /**
   * The same, with one more who hears where steps are done; nobody hears of the processor's own.
   */
  HeavySteps heardBy(StepListener listener);
}
