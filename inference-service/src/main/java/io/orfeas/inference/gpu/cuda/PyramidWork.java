package io.orfeas.inference.gpu.cuda;

import java.util.ArrayList;
import java.util.List;

/** A weighted picture on the device, halved again and again: four floats a texel. */
final class PyramidWork {
  private static final int TEXEL = 4;

  private final CudaWork work;
  private final int width;
  private final int height;
  private final List<DeviceArray> levels = new ArrayList<>();

  private PyramidWork(CudaWork work, int width, int height) {
    this.work = work;
    this.width = width;
    this.height = height;
  }

  /** Halves a picture down to one texel; it becomes level 0. */
  static PyramidWork pull(CudaWork work, DeviceArray texels, int width, int height) {
    PyramidWork pyramid = new PyramidWork(work, width, height);
    pyramid.levels.add(texels);
    for (int level = 0; pyramid.texels(level) > 1; level++) {
      DeviceArray coarse = work.floats((long) TEXEL * pyramid.texels(level + 1));
      work.launch(
          "texture_halve",
          pyramid.texels(level + 1),
          pyramid.level(level),
          pyramid.width(level),
          pyramid.height(level),
          coarse);
      pyramid.levels.add(coarse);
    }
    return pyramid;
  }

  /** Fills every level down to the finest; afterwards all weights are 1. */
  PyramidWork push() {
    int top = levels.size() - 1;
    work.launch("texture_top", 1, level(top));
    for (int level = top - 1; level >= 0; level--) {
      enlarge(level(level + 1), level, level(level));
    }
    return this;
  }

  DeviceArray level(int level) {
    return levels.get(level);
  }

  /** The coarsest level that has at most {@code texels} texels per row and column. */
  int levelOf(int texels) {
    int level = 0;
    while (level < levels.size() - 1 && Math.max(width(level), height(level)) > texels) {
      level++;
    }
    return level;
  }

  /** A coarse level smoothly enlarged to level 0. */
  DeviceArray lowPass(int level) {
    DeviceArray coarse = level(level);
    for (int finer = level - 1; finer >= 0; finer--) {
      // Zeros have no weight: all of the fine level is filled.
      DeviceArray fine = work.zeros((long) Float.BYTES * TEXEL * texels(finer));
      enlarge(coarse, finer, fine);
      coarse = fine;
    }
    return coarse;
  }

  int width(int level) {
    return Math.max(1, width >> level);
  }

  int height(int level) {
    return Math.max(1, height >> level);
  }

  int texels(int level) {
    return width(level) * height(level);
  }

  private void enlarge(DeviceArray coarse, int level, DeviceArray fine) {
    work.launch("texture_enlarge", texels(level), coarse, width(level), height(level), fine);
  }
}
