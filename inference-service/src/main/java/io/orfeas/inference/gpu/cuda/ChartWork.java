package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Chart;
import io.orfeas.inference.gpu.BulkKernels.Pictures;

/** The pictures of a texture from the texels of its front: only they come down again. */
final class ChartWork {
  private static final int TEXEL = 4;

  // As in io.orfeas.inference.texture: TextureAtlas, TextureBack and TextureDetail.
  private static final int RIM_FRACTION = 256;
  private static final int MIN_RIM = 2;
  private static final int RIM_CELLS = 64;
  private static final int TONE_CELLS = 16;
  private static final int SQUEEZE = 4;
  private static final int COARSE_LEVEL = 2;

  private final CudaWork work;
  private final Chart chart;

  ChartWork(CudaWork work, Chart chart) {
    this.work = work;
    this.chart = chart;
  }

  Pictures pictures() {
    int width = chart.width();
    int height = chart.height();
    DeviceArray texels = work.upload(chart.texels());
    DeviceArray coverage = work.floats(width * height / 4);
    work.launch("chart_coverage", width * height / 4, texels, width, height, coverage);
    weigh(texels);
    PyramidWork front = PyramidWork.pull(work, texels, width, height).push();
    DeviceArray atlas = work.ints(2L * width * height);
    pack(front, back(front, coverage), atlas);
    if (!chart.normalMap()) {
      return new Pictures(work.downloadInts(atlas, 2 * width * height), null);
    }
    work.mark();
    DeviceArray normals = normals(front);
    return new Pictures(
        work.fetchMarkedInts(atlas, 2 * width * height),
        work.downloadInts(normals, 2 * front.texels(1)));
  }

  private void weigh(DeviceArray texels) {
    int width = chart.width();
    int height = chart.height();
    int rim = Math.max(MIN_RIM, Math.max(width, height) / RIM_FRACTION);
    DeviceArray counts = work.ints((long) width * height);
    work.launch("chart_rim_rows", width * height, texels, width, height, rim, counts);
    work.launch("chart_rim", width * height, counts, width, height, rim, texels);
  }

  private DeviceArray back(PyramidWork front, DeviceArray coverage) {
    int width = front.width(1);
    int height = front.height(1);
    int texels = width * height;
    DeviceArray rim = rimWeights(coverage, width, height);
    int narrow = Math.max(1, width / SQUEEZE);
    int squeeze = width / narrow;
    DeviceArray grown = work.floats((long) TEXEL * narrow * height);
    work.launch(
        "back_squeeze", narrow * height, front.level(1), rim, narrow, height, squeeze, grown);
    PyramidWork.pull(work, grown, narrow, height).push();
    PyramidWork half = PyramidWork.pull(work, front.level(1), width, height);
    DeviceArray tone = half.lowPass(half.levelOf(TONE_CELLS));
    DeviceArray back = work.floats((long) TEXEL * texels);
    work.launch(
        "back_mix", texels, grown, narrow, height, squeeze, tone, rim, front.level(1), back);
    return back;
  }

  private DeviceArray rimWeights(DeviceArray coverage, int width, int height) {
    int texels = width * height;
    DeviceArray cover = work.floats((long) TEXEL * texels);
    work.launch("back_cover", texels, coverage, texels, cover);
    PyramidWork pyramid = PyramidWork.pull(work, cover, width, height);
    DeviceArray rim = work.floats(texels);
    DeviceArray blurred = pyramid.lowPass(pyramid.levelOf(RIM_CELLS));
    work.launch("back_rim", texels, blurred, texels, rim);
    return rim;
  }

  private void pack(PyramidWork front, DeviceArray back, DeviceArray atlas) {
    int width = chart.width();
    int height = chart.height();
    int rowLength = chart.stacked() ? width : 2 * width;
    int first = chart.stacked() ? width * height : width;
    work.launch("atlas_front", width * height, front.level(0), width, height, rowLength, atlas);
    work.launch("atlas_back", width * height, back, width, height, rowLength, first, atlas);
  }

  private DeviceArray normals(PyramidWork front) {
    int width = front.width(1);
    int height = front.height(1);
    int texels = width * height;
    DeviceArray luma = work.floats((long) TEXEL * texels);
    work.launch("detail_luma", texels, front.level(1), texels, luma);
    PyramidWork pyramid = PyramidWork.pull(work, luma, width, height);
    DeviceArray slow = pyramid.lowPass(Math.min(COARSE_LEVEL, pyramid.levelOf(1)));
    DeviceArray relief = work.floats(texels);
    work.launch("detail_relief", texels, luma, slow, texels, relief);
    int atlasWidth = chart.stacked() ? width : 2 * width;
    int atlasHeight = chart.stacked() ? 2 * height : height;
    DeviceArray atlas = work.ints(2L * texels);
    work.launch(
        "detail_normals", 2 * texels, relief, width, height, atlasWidth, atlasHeight, atlas);
    return atlas;
  }
}
