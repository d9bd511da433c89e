package io.orfeas.inference.format;

import java.util.Arrays;

/**
 * Finds equal x, y, z triples.
 *
 * <p>Idea: OBJ numbers positions, texture coordinates and normals separately, so a vertex doubled
 * along a texture seam needs its position once only, and the surface stays closed in the file.
 *
 * <p>Cost: one probe per triple in an open-addressing table at most half full.
 */
final class ObjWeld {
  private final int[] ids;
  private final int[] firsts;

  private ObjWeld(int[] ids, int[] firsts) {
    this.ids = ids;
    this.firsts = firsts;
  }

  /** Numbers distinct triples in order of first appearance; equal means equal bits. */
  static ObjWeld of(float[] values) {
    int n = values.length / 3;
    int[] table = new int[Integer.highestOneBit(Math.max(1, n)) * 4];
    Arrays.fill(table, -1);
    int[] ids = new int[n];
    int[] firsts = new int[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      int slot = hash(values, i) & table.length - 1;
      while (table[slot] >= 0 && !equal(values, firsts[table[slot]], i)) {
        slot = slot + 1 & table.length - 1;
      }
      if (table[slot] < 0) {
        firsts[count] = i;
        table[slot] = count++;
      }
      ids[i] = table[slot];
    }
    return new ObjWeld(ids, Arrays.copyOf(firsts, count));
  }

  /** The number of a triple. */
  int id(int triple) {
    return ids[triple];
  }

  /** How many distinct triples there are. */
  int count() {
    return firsts.length;
  }

  /** Where a distinct triple first appears. */
  int first(int id) {
    return firsts[id];
  }

  private static int hash(float[] values, int triple) {
    int h = 0;
    for (int i = 3 * triple; i < 3 * triple + 3; i++) {
      h = (h ^ Float.floatToRawIntBits(values[i])) * 0x9E3779B1;
      h ^= h >>> 15;
    }
    return h;
  }

  private static boolean equal(float[] values, int a, int b) {
    for (int k = 0; k < 3; k++) {
      if (Float.floatToRawIntBits(values[3 * a + k])
          != Float.floatToRawIntBits(values[3 * b + k])) {
        return false;
      }
    }
    return true;
  }
}
