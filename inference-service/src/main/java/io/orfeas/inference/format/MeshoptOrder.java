package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TriangleMesh;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/**
 * Puts triangles in an order that visits neighbours together, and vertices in the order in which
 * they are first needed: what GPUs draw fastest, and what {@link MeshoptCodec} packs best.
 */
final class MeshoptOrder {
  private MeshoptOrder() {}

  /** The same mesh in another order; vertices that no triangle uses are left out. */
  static GlbContents of(GlbContents mesh) {
    int vertices = mesh.geometry().vertexCount();
    int[] triangles = mesh.geometry().triangles();
    int[] order = new int[vertices];
    int[] ordered = new int[triangles.length];
    int count = order(triangles, ordered, order);
    return new GlbContents(
        new TriangleMesh(gather(mesh.geometry().positions(), 3, order, count), ordered),
        gather(mesh.normals(), 3, order, count),
        gather(mesh.uvs(), 2, order, count),
        mesh.baseColor(),
        mesh.normalMap(),
        mesh.options(),
        mesh.generation());
  }

  /** Fills in the new triangles, and each vertex's new place or -1; returns how many are used. */
  private static int order(int[] triangles, int[] ordered, int[] places) {
    IntBuffer in = MemoryUtil.memAllocInt(triangles.length).put(triangles).flip();
    IntBuffer out = MemoryUtil.memAllocInt(triangles.length);
    IntBuffer remap = MemoryUtil.memAllocInt(places.length);
    try {
      MeshOptimizer.meshopt_optimizeVertexCache(out, in, places.length);
      int count = Math.toIntExact(MeshOptimizer.meshopt_optimizeVertexFetchRemap(remap, out));
      remap.get(0, places);
      out.get(0, ordered);
      for (int i = 0; i < ordered.length; i++) {
        ordered[i] = places[ordered[i]];
      }
      return count;
    } finally {
      MemoryUtil.memFree(in);
      MemoryUtil.memFree(out);
      MemoryUtil.memFree(remap);
    }
  }

  private static float[] gather(float[] values, int width, int[] places, int count) {
    float[] gathered = new float[width * count];
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0) {
        System.arraycopy(values, width * i, gathered, width * places[i], width);
      }
    }
    return gathered;
  }
}
