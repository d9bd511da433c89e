package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ScalarField;
import io.orfeas.inference.field.Volume;
import io.orfeas.inference.image.Cutout;

/**
 * Fills blocks with a volume: over the cube around it, as deep as it is, those whose centre is
 * inside; in a column that has something inside but no such block, the one that is most so; where
 * all of it falls between columns, the one that holds the field's least value.
 */
final class VolumeBlocks {
  /** Deepest volume kept, as a factor of its own depth; no request asks for more. */
  private static final double MOST_DEPTH = 4;

  private final Volume volume;
  private final VoxelGrid grid;

  private VolumeBlocks(Volume volume, VoxelGrid grid) {
    this.volume = volume;
    this.grid = grid;
  }

  /**
   * The blocks.
   *
   * @param resolution blocks along the object's longest side
   */
  static VoxelGrid of(Volume volume, int resolution) {
    int side = (int) Math.ceil(resolution / Cutout.FILL);
    float block = (float) (1 / (Cutout.FILL * side));
    int layers = (int) Math.ceil(side * Math.min(MOST_DEPTH, volume.depth())) + 1;
    float edge = -side * block / 2;
    VoxelGrid grid = new VoxelGrid(side, side, layers, block, edge, edge, -layers * block / 2);
    new VolumeBlocks(volume, grid).fill();
    return grid;
  }

  private void fill() {
    // Centres of blocks are every second point of a lattice twice as fine.
    ScalarField field = volume.sampled(2 * grid.columns() + 1);
    boolean any = false;
    for (int y = 0; y < grid.rows(); y++) {
      for (int x = 0; x < grid.columns(); x++) {
        any |= fillColumn(field, x, y);
      }
    }
    if (!any) {
      fillLeast();
    }
  }

  /** Whether the column has anything inside. */
  private boolean fillColumn(ScalarField field, int x, int y) {
    int last = field.side() - 1;
    float[] column = new float[last + 1];
    int most = 0;
    for (int z = 0; z <= last; z++) {
      column[z] = field.value(2 * x + 1, 2 * y + 1, z);
      most = column[z] < column[most] ? z : most;
    }
    boolean any = false;
    for (int layer = 0; layer < grid.layers(); layer++) {
      double centre = (2 * layer + 1 - grid.layers()) / volume.depth() + last / 2.0;
      int z = (int) Math.round(centre);
      if (z > 0 && z < last && column[z] < 0) {
        grid.fill(x, y, layer);
        any = true;
      }
    }
    if (any || !(column[most] < 0)) {
      return any;
    }
    grid.fill(x, y, layer((most - last / 2.0) / 2));
    return true;
  }

  private void fillLeast() {
    float[] values = volume.field().values();
    int least = 0;
    for (int i = 0; i < values.length; i++) {
      least = values[i] < values[least] ? i : least;
    }
    int points = volume.field().side();
    double blocks = (double) grid.columns() / (points - 1);
    int x = (int) Math.min(grid.columns() - 1, least % points * blocks);
    int y = (int) Math.min(grid.rows() - 1, least / points % points * blocks);
    grid.fill(x, y, layer(least / points / points * blocks - grid.columns() / 2.0));
  }

  /** The layer of a place in blocks from the middle of the cube, before it is deepened. */
  private int layer(double z) {
    return grid.clampLayer(z * volume.depth() + grid.layers() / 2.0);
  }
}
