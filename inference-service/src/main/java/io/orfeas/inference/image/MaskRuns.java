package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * The runs of equal pixels in the rows of a mask, in the order of their first pixels. A run is
 * known by its number, its ends by their places in the mask.
 */
final class MaskRuns {
  private final int width;
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private int count;

  private MaskRuns(int width) {
    this.width = width;
  }

  /** Finds the runs of pixels that have a value. */
  static MaskRuns of(boolean[] mask, int width, boolean set) {
    MaskRuns runs = new MaskRuns(width);
    for (int row = 0; row < mask.length; row += width) {
      runs.addRow(mask, row, row + width, set);
    }
    return runs;
  }

  private void addRow(boolean[] mask, int from, int to, boolean set) {
    int i = from;
    while (i < to) {
      while (i < to && mask[i] != set) {
        i++;
      }
      int start = i;
      while (i < to && mask[i] == set) {
        i++;
      }
      if (i > start) {
        add(start, i);
      }
    }
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count++] = end;
  }

  /** First pixel of a run. */
  int start(int run) {
    return starts[run];
  }

  /** The pixel after a run's last. */
  int end(int run) {
    return ends[run];
  }

  /**
   * Joins runs of neighbouring rows that touch.
   *
   * @param slack 1 where runs that share a corner only touch too, else 0
   * @return a forest, for {@link #root}: one entry a run
   */
  int[] joined(int slack) {
    int[] parent = new int[count];
    int above = 0;
    for (int run = 0; run < count; run++) {
      parent[run] = run;
      int rowAbove = starts[run] - starts[run] % width - width;
      int first = Math.max(rowAbove + 1, starts[run] - width - slack + 1);
      int last = Math.min(rowAbove + width, ends[run] - width + slack);
      while (ends[above] < first) {
        above++;
      }
      for (int i = above; starts[i] < last; i++) {
        join(parent, i, run);
      }
    }
    return parent;
  }

  /** Roots are always the first run of their region. */
  private static void join(int[] parent, int i, int j) {
    int a = root(parent, i);
    int b = root(parent, j);
    parent[Math.max(a, b)] = Math.min(a, b);
  }

  /** The first run of a run's region. */
  static int root(int[] parent, int run) {
    int at = run;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
