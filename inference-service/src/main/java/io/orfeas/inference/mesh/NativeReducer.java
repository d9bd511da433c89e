package io.orfeas.inference.mesh;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/**
 * Simplification by meshoptimizer: an order of magnitude faster than collapsing edges in Java, but
 * it does not promise a manifold, so results need an audit.
 *
 * <p>Buffers are native memory, freed on return: about 16 bytes per vertex and 24 per triangle.
 */
final class NativeReducer implements MeshReducer {
  private static final float ANY_ERROR = Float.MAX_VALUE;
  private static final int NO_OPTIONS = 0;

  /** Triangles kept in hand, two for each pinched edge; results rarely have more than ten. */
  private static final int ROOM_FOR_REPAIR = 24;

  NativeReducer() {
    probe();
  }

  /** Runs the library once on a single triangle, so that a missing one shows here and not later. */
  private static void probe() {
    TriangleMesh one =
        new TriangleMesh(new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2});
    simplify(one, 3);
  }

  @Override
  public TriangleMesh reduce(TriangleMesh mesh, int maxTriangles) {
    int target = Math.max(maxTriangles / 2, maxTriangles - ROOM_FOR_REPAIR);
    int[] triangles = simplify(mesh, 3L * target);
    TriangleMesh reduced = ComponentFilter.compact(mesh.positions(), triangles);
    return FanSplit.split(PinchRepair.repair(reduced));
  }

  private static int[] simplify(TriangleMesh mesh, long targetIndices) {
    IntBuffer indices = null;
    IntBuffer reduced = null;
    FloatBuffer positions = null;
    try {
      indices = MemoryUtil.memAllocInt(mesh.triangles().length).put(mesh.triangles()).flip();
      reduced = MemoryUtil.memAllocInt(mesh.triangles().length);
      positions = MemoryUtil.memAllocFloat(mesh.positions().length).put(mesh.positions()).flip();
      long count =
          MeshOptimizer.meshopt_simplify(
              reduced,
              indices,
              positions,
              mesh.vertexCount(),
              3 * Float.BYTES,
              targetIndices,
              ANY_ERROR,
              NO_OPTIONS,
              null);
      int[] result = new int[Math.toIntExact(count)];
      reduced.get(0, result);
      return result;
    } finally {
      MemoryUtil.memFree(indices);
      MemoryUtil.memFree(reduced);
      MemoryUtil.memFree(positions);
    }
  }
}
