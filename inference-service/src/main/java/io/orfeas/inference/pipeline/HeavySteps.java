package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.ReliefKernel;
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
        public ReliefKernel reliefs() {
          return ReliefKernel.CPU;
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
        public HeavySteps forRun() {
          return this;
        }

        @Override
        public HeavySteps heardBy(StepListener listener) {
          return this;
        }
      };

  /** Makes shells of outlines. */
  ReliefKernel reliefs();

  /** Makes surfaces. */
  SurfaceKernel surfaces();

  /** Makes textures. */
  AtlasKernel atlases();

  /** The same for one run, asked for on the run's thread; its steps have the run's priority. */
  HeavySteps forRun();

  /**
   * The same, with one more who hears where steps are done; nobody hears of the processor's own.
   */
  HeavySteps heardBy(StepListener listener);
}
