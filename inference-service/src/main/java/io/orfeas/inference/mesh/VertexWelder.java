package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Joins vertices at exactly the same position (negative zero equals zero).
 *
 * <p>Open-addressing hash over the bits of the three coordinates; expected linear cost, three ints
 * of scratch per vertex.
 */
final class VertexWelder {
  private VertexWelder() {}

  /**
   * For each vertex the number of its position, positions numbered by first appearance.
   *
   * @param positions x, y, z per vertex
   */
  static int[] representatives(float[] positions) {
    int n = positions.length / 3;
    int capacity = Integer.highestOneBit(Math.max(8, 2 * n)) * 2;
    int[] slots = new int[capacity];
    Arrays.fill(slots, -1);
    int[] number = new int[n];
    int count = 0;
    for (int v = 0; v < n; v++) {
      int slot = hash(positions, v) & (capacity - 1);
      while (slots[slot] >= 0 && !same(positions, slots[slot], v)) {
        slot = (slot + 1) & (capacity - 1);
      }
      if (slots[slot] < 0) {
        slots[slot] = v;
        number[v] = count++;
      } else {
        number[v] = number[slots[slot]];
      }
    }
    return number;
  }

  /** The mesh with equal positions joined; triangles that lose a corner are dropped. */
  static TriangleMesh weld(TriangleMesh mesh) {
    return weld(mesh, representatives(mesh.positions()));
  }

  /** The same with the numbers of the positions at hand. */
  static TriangleMesh weld(TriangleMesh mesh, int[] number) {
    int count = distinct(number);
    if (count == number.length) {
      return mesh;
    }
    float[] positions = new float[3 * count];
    for (int v = number.length - 1; v >= 0; v--) {
      System.arraycopy(mesh.positions(), 3 * v, positions, 3 * number[v], 3);
    }
    return new TriangleMesh(positions, joined(mesh.triangles(), number));
  }

  /** How many positions there are; numbers ascend by first appearance. */
  private static int distinct(int[] number) {
    int most = -1;
    for (int position : number) {
      most = Math.max(most, position);
    }
    return most + 1;
  }

  /** Triangles over new vertex numbers, without those that lost a corner. */
  static int[] joined(int[] triangles, int[] number) {
    int[] kept = new int[triangles.length];
    int k = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      int a = number[triangles[t]];
      int b = number[triangles[t + 1]];
      int c = number[triangles[t + 2]];
      if (a != b && b != c && c != a) {
        kept[k++] = a;
        kept[k++] = b;
        kept[k++] = c;
      }
    }
    return Arrays.copyOf(kept, k);
  }

  private static boolean same(float[] p, int a, int b) {
    return p[3 * a] == p[3 * b] && p[3 * a + 1] == p[3 * b + 1] && p[3 * a + 2] == p[3 * b + 2];
  }

  private static int hash(float[] p, int v) {
    int h = Float.floatToIntBits(p[3 * v] + 0f) * 0x9E3779B1;
    h = (h ^ Float.floatToIntBits(p[3 * v + 1] + 0f)) * 0x85EBCA77;
    h = (h ^ Float.floatToIntBits(p[3 * v + 2] + 0f)) * 0xC2B2AE3D;
    return h ^ (h >>> 15);
  }
}
