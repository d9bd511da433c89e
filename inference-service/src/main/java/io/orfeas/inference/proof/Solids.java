package io.orfeas.inference.proof;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.texture.TextureChart;
import java.util.Arrays;
import java.util.Random;

/** Inputs for kernels, the same for the same seed. */
public final class Solids {
  /** Width and height of the square that balls lie in, in object units. */
  private static final double SPAN = 1.4;

  private static final int BALLS = 4;

  /** Of a depth shell, for each cell of the mesh that is made from it. */
  static final double PIXELS_PER_CELL = 1.4;

  private Solids() {}

  /**
   * Overlapping balls, fit for a mesh.
   *
   * @param grid cells along its longest side
   */
  public static DepthShell balls(int grid) {
    return balls((int) Math.round(grid * PIXELS_PER_CELL), new Random(grid));
  }

  /** Overlapping balls of random size and place. */
  static DepthShell balls(int side, Random random) {
    float[] outline = new float[side * side];
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    Arrays.fill(outline, -1);
    for (int b = 0; b < BALLS; b++) {
      double radius = 0.1 + 0.2 * random.nextDouble();
      double left = random.nextDouble() - 0.5;
      double up = random.nextDouble() - 0.5;
      for (int i = 0; i < outline.length; i++) {
        double x = (i % side + 0.5) / side * SPAN - SPAN / 2 - left;
        double y = SPAN / 2 - (i / side + 0.5) / side * SPAN - up;
        double height = Math.sqrt(Math.max(0, radius * radius - x * x - y * y));
        outline[i] = (float) Math.max(outline[i], radius - Math.hypot(x, y));
        front[i] = (float) Math.max(front[i], height);
        back[i] = (float) Math.min(back[i], -0.7 * height);
      }
    }
    return new DepthShell(side, outline, front, back);
  }

  /** Anything, with values that are not numbers among it; inside somewhere. */
  static DepthShell noise(int side, Random random) {
    float[][] values = new float[3][side * side];
    for (float[] array : values) {
      for (int i = 0; i < array.length; i++) {
        array[i] = random.nextInt(50) == 0 ? Float.NaN : 3 * (random.nextFloat() - 0.5f);
      }
    }
    values[0][side + 1] = 1;
    return new DepthShell(side, values[0], values[1], values[2]);
  }

  /**
   * Coverage of pixels at random.
   *
   * @param share of the pixels that are covered, more or less of each
   */
  static float[] coverage(int side, double share, Random random) {
    float[] coverage = new float[side * side];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = random.nextDouble() < share ? random.nextFloat() : 0;
    }
    return coverage;
  }

  /** A profile as thick as the balls behind the outline, and turned away. */
  static ReliefKernel.Profile slanted(ReliefKernel.Outline outline, int side) {
    float[] mid = new float[side * side];
    for (int i = 0; i < mid.length; i++) {
      mid[i] = outline.distance()[i] > 0 ? outline.centre()[i] % side * 0.7f : 0;
    }
    return new ReliefKernel.Profile(outline.squaredHeight().clone(), mid);
  }

  /** A chart of which only some texels are known; the same for the same size. */
  static TextureChart chart(int width, int height) {
    return new TextureChart(
        texels(width, height, new Random(width)), width, height, width > height);
  }

  /** Texels of which only some are known. */
  static float[] texels(int width, int height, Random random) {
    float[] texels = new float[4 * width * height];
    for (int i = 0; i < texels.length; i += 4) {
      for (int k = 0; k < 3; k++) {
        texels[i + k] = 255 * random.nextFloat();
      }
      texels[i + 3] = Math.min(1, Math.max(0, 1.5f * random.nextFloat() - 0.8f));
    }
    return texels;
  }
}
