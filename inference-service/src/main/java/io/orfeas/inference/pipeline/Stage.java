package io.orfeas.inference.pipeline;

import java.util.Locale;

/** The four results of a run, each a complete closed mesh, each better than the one before. */
public enum Stage {
  /** A 32³ block model: the first thing to look at. */
  VOXEL_PREVIEW(25),
  /** A smooth coarse surface. */
  ROUGH_MESH(50),
  /** The surface at full grid resolution. */
  REFINED_MESH(75),
  /** Simplified to the triangle budget, textured, ready to use. */
  FINAL_OPTIMIZED(100);

  private final int progress;

  Stage(int progress) {
    this.progress = progress;
  }

  /** Share of the run that is done when this stage is, in percent. */
  public int progress() {
    return progress;
  }

  /** The name clients see, for example {@code voxel_preview}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
