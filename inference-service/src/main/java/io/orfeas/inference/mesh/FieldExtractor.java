package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ScalarField;
import io.orfeas.inference.image.Cutout;
import java.util.Arrays;

/**
 * Turns a scalar field into a closed triangle mesh.
 *
 * <p>Idea: sweep the lattice slice by slice with one bit per point. Where bits of neighbouring rows
 * differ the surface passes, so whole words of cells are skipped at once, and vertices are numbered
 * along the rows, so that counting crossings gives their numbers and nothing is ever searched.
 * Vertices and triangles come out in the order of the sweep; two slices are held at a time.
 *
 * <p>The result is a closed, oriented 2-manifold whatever the values are: {@link CubeTable} gives
 * every edge two triangles, the lattice's border counts as outside, and crossings keep clear of
 * lattice points, so no two vertices coincide.
 *
 * <p>{@link #extract} asks only for values near the surface when the field says how steep it is
 * ({@link FieldBand}); {@link #extractAll} reads everything. Both give the same mesh, bit by bit.
 *
 * <p>Sources: Lorensen and Cline, "Marching Cubes", 1987; the sweep by rows is that of Schroeder,
 * Maynard and Geveci, "Flying Edges", 2015, with counts over bit sets in the place of its edge
 * cases.
 */
public final class FieldExtractor {
  /** Share of a lattice edge that crossings keep from its ends. */
  private static final float CLEARANCE = 0.01f;

  private final int side;
  private final FieldSlices source;
  private final float[] place;

  private FieldSlice low;
  private FieldSlice high;
  private float[] positions;
  private int vertexCount;
  private int[] triangles;
  private int cornerCount;

  private FieldExtractor(int side, FieldSlices source) {
    this.side = side;
    this.source = source;
    low = new FieldSlice(side);
    high = new FieldSlice(side);
    positions = new float[12 * side * side];
    triangles = new int[24 * side * side];
    place = new float[side];
    for (int i = 0; i < side; i++) {
      place[i] = (float) ((i / (side - 1.0) - 0.5) / Cutout.FILL);
    }
  }

  /**
   * Extracts the surface, reading the field only near it where its steepness is known.
   *
   * @return the surface; empty when no inner point of the lattice is inside
   */
  public static TriangleMesh extract(ScalarField field) {
    return field.steepness() < Float.POSITIVE_INFINITY
        ? new FieldExtractor(field.side(), new FieldBand(field)).mesh()
        : extractAll(field);
  }

  /** Extracts the surface from every value of the field. */
  public static TriangleMesh extractAll(ScalarField field) {
    return new FieldExtractor(field.side(), FieldSlices.all(field)).mesh();
  }

  private TriangleMesh mesh() {
    load(0);
    for (int z = 0; z + 1 < side; z++) {
      FieldSlice swap = low;
      low = high;
      high = swap;
      load(z + 1);
      for (int y = 0; y < side; y++) {
        if (low.used[y] || high.used[y]) {
          crossSlices(y, z);
        }
      }
      for (int y = 0; y + 1 < side; y++) {
        if (low.used[y] || low.used[y + 1] || high.used[y] || high.used[y + 1]) {
          cells(y);
        }
      }
    }
    return new TriangleMesh(
        Arrays.copyOf(positions, 3 * vertexCount), Arrays.copyOf(triangles, cornerCount));
  }

  /** Reads a slice and places the vertices in it. */
  private void load(int z) {
    source.read(z, high);
    for (int y = 0; y < side; y++) {
      if (high.used[y]) {
        crossRow(y, z);
      }
      if (y + 1 < side && (high.used[y] || high.used[y + 1])) {
        crossRows(y, z);
      }
    }
  }

  private void crossRow(int y, int z) {
    for (int w = 0, at = y * high.words; w < high.words; w++, at++) {
      long inside = high.inside[at];
      long next = inside >>> 1 | high.inside[at + 1] << 63;
      long crossings = (inside ^ next) & high.cells[w];
      high.alongRowFirst[at] = vertexCount;
      for (long rest = crossings; rest != 0; rest &= rest - 1) {
        int x = 64 * w + Long.numberOfTrailingZeros(rest);
        int i = y * side + x;
        float t = share(high.values[i], high.values[i + 1]);
        put(place[x] + t * (place[x + 1] - place[x]), place[y], place[z]);
      }
    }
  }

  private void crossRows(int y, int z) {
    for (int w = 0, at = y * high.words; w < high.words; w++, at++) {
      long crossings = high.inside[at] ^ high.inside[at + high.words];
      high.acrossRowsFirst[at] = vertexCount;
      for (long rest = crossings; rest != 0; rest &= rest - 1) {
        int x = 64 * w + Long.numberOfTrailingZeros(rest);
        int i = y * side + x;
        float t = share(high.values[i], high.values[i + side]);
        put(place[x], place[y] + t * (place[y + 1] - place[y]), place[z]);
      }
    }
  }

  private void crossSlices(int y, int z) {
    for (int w = 0, at = y * low.words; w < low.words; w++, at++) {
      long crossings = low.inside[at] ^ high.inside[at];
      low.acrossSlicesFirst[at] = vertexCount;
      for (long rest = crossings; rest != 0; rest &= rest - 1) {
        int x = 64 * w + Long.numberOfTrailingZeros(rest);
        int i = y * side + x;
        float t = share(low.values[i], high.values[i]);
        put(place[x], place[y], place[z] + t * (place[z + 1] - place[z]));
      }
    }
  }

  /** How far from the first value to the second zero lies, kept clear of both; never NaN. */
  private static float share(float from, float to) {
    float t = from / (from - to);
    return t > CLEARANCE ? Math.min(t, 1 - CLEARANCE) : CLEARANCE;
  }

  private void put(float x, float y, float z) {
    int at = 3 * vertexCount++;
    if (at + 3 > positions.length) {
      positions = Arrays.copyOf(positions, 2 * positions.length);
    }
    positions[at] = x;
    positions[at + 1] = y;
    positions[at + 2] = z;
  }

  /** All cells above a row that the surface passes through. */
  private void cells(int y) {
    int at = y * low.words;
    int above = at + low.words;
    long a = low.inside[at];
    long differ = differ(at, above);
    for (int w = 0; w < low.words; w++, at++, above++) {
      long nextA = low.inside[at + 1];
      long nextDiffer = differ(at + 1, above + 1);
      long passed = differ | differ >>> 1 | nextDiffer << 63 | a ^ (a >>> 1 | nextA << 63);
      passed &= low.cells[w];
      if (passed != 0) {
        makeRoom();
        fill(at, above, passed);
      }
      a = nextA;
      differ = nextDiffer;
    }
  }

  /** Points that are not all four on the same side, with those above and behind. */
  private long differ(int at, int above) {
    long a = low.inside[at];
    return a ^ low.inside[above] | a ^ high.inside[at] | a ^ high.inside[above];
  }

  private void makeRoom() {
    int room = cornerCount + 64 * CellTable.MOST_CORNERS + CellTable.PACKED_CORNERS;
    if (room > triangles.length) {
      triangles = Arrays.copyOf(triangles, 2 * room);
    }
  }

  /**
   * Writes the triangles of the passed cells of a word. Every crossing lies at a passed cell, so
   * counting the crossings met gives the number of the next vertex on each of the rows around.
   */
  private void fill(int at, int above, long passed) {
    long a = low.inside[at];
    long b = low.inside[above];
    long c = high.inside[at];
    long d = high.inside[above];
    int onA = low.alongRowFirst[at];
    int onB = low.alongRowFirst[above];
    int onC = high.alongRowFirst[at];
    int onD = high.alongRowFirst[above];
    int ab = low.acrossRowsFirst[at];
    int cd = high.acrossRowsFirst[at];
    int ac = low.acrossSlicesFirst[at];
    int bd = low.acrossSlicesFirst[above];
    // Vertices on the edges of one cell, in the order of the table. A new array for each word: the
    // compiler then knows its length, so that four bits need no check of bounds, and that it is
    // not the one written to.
    int[] number = new int[16];
    long[] table = CellTable.PACKED;
    int[] out = triangles;
    int to = cornerCount;
    for (long rest = passed; rest != 0; rest &= rest - 1) {
      int k = Long.numberOfTrailingZeros(rest);
      int pa = (int) (a >>> k);
      int pb = (int) (b >>> k);
      int pc = (int) (c >>> k);
      int pd = (int) (d >>> k);
      if (k == 63) {
        pa |= (int) low.inside[at + 1] << 1;
        pb |= (int) low.inside[above + 1] << 1;
        pc |= (int) high.inside[at + 1] << 1;
        pd |= (int) high.inside[above + 1] << 1;
      }
      number[0] = onA;
      number[1] = onB;
      number[2] = onC;
      number[3] = onD;
      number[4] = ab;
      number[6] = cd;
      number[8] = ac;
      number[10] = bd;
      onA += (pa ^ pa >> 1) & 1;
      onB += (pb ^ pb >> 1) & 1;
      onC += (pc ^ pc >> 1) & 1;
      onD += (pd ^ pd >> 1) & 1;
      ab += (pa ^ pb) & 1;
      cd += (pc ^ pd) & 1;
      ac += (pa ^ pc) & 1;
      bd += (pb ^ pd) & 1;
      number[5] = ab;
      number[7] = cd;
      number[9] = ac;
      number[11] = bd;
      int code = pa & 3 | (pb & 3) << 2 | (pc & 3) << 4 | (pd & 3) << 6;
      long packed = table[code];
      write(packed, number, out, to);
      int count = 3 * (int) (packed >>> 4 * CellTable.PACKED_CORNERS);
      if (count > CellTable.PACKED_CORNERS) {
        writeRest(code, count, number, to);
      }
      to += count;
    }
    cornerCount = to;
  }

  /**
   * Twelve corners. Those beyond the cell's own are written over by the next cell or cut off in the
   * end. As a loop this costs a tenth of the whole extraction.
   */
  private static void write(long packed, int[] number, int[] out, int to) {
    out[to] = number[(int) packed & 15];
    out[to + 1] = number[(int) (packed >>> 4) & 15];
    out[to + 2] = number[(int) (packed >>> 8) & 15];
    out[to + 3] = number[(int) (packed >>> 12) & 15];
    out[to + 4] = number[(int) (packed >>> 16) & 15];
    out[to + 5] = number[(int) (packed >>> 20) & 15];
    out[to + 6] = number[(int) (packed >>> 24) & 15];
    out[to + 7] = number[(int) (packed >>> 28) & 15];
    out[to + 8] = number[(int) (packed >>> 32) & 15];
    out[to + 9] = number[(int) (packed >>> 36) & 15];
    out[to + 10] = number[(int) (packed >>> 40) & 15];
    out[to + 11] = number[(int) (packed >>> 44) & 15];
  }

  private void writeRest(int code, int count, int[] number, int to) {
    for (int i = CellTable.PACKED_CORNERS; i < count; i++) {
      triangles[to + i] = number[CellTable.CORNERS[CellTable.START[code] + i]];
    }
  }
}
