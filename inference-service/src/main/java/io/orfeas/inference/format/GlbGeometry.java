package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Puts vertices and triangles into a document, as plain floats. */
final class GlbGeometry {
  static final int FLOAT = 5126;
  static final int UNSIGNED_SHORT = 5123;
  static final int UNSIGNED_INT = 5125;

  /** From here on 16-bit indices no longer do: 65535 itself restarts strips in some APIs. */
  private static final int MAX_SHORT_VERTICES = 65_535;

  private GlbGeometry() {}

  /** Adds the attributes of a mesh; returns their names and accessors. */
  static Map<String, Object> addAttributes(
      GlbDocument document, GlbContents mesh, float[] positions) {
    int count = mesh.geometry().vertexCount();
    Map<String, Object> attributes = GlbJson.object();
    attributes.put("POSITION", add(document, positions, count, "VEC3"));
    float[] box = ExportPlacement.boundingBox(positions);
    document.bounds(List.of(box[0], box[1], box[2]), List.of(box[3], box[4], box[5]));
    attributes.put("NORMAL", add(document, mesh.normals(), count, "VEC3"));
    attributes.put("TEXCOORD_0", add(document, mesh.uvs(), count, "VEC2"));
    if (mesh.normalMap() != null) {
      float[] tangents = TextureTangents.of(mesh.geometry(), mesh.normals(), mesh.uvs());
      attributes.put("TANGENT", add(document, tangents, count, "VEC4"));
    }
    return attributes;
  }

  /** Adds the triangles, with indices of 16 bits where they do; returns the accessor. */
  static int addIndices(GlbDocument document, TriangleMesh geometry) {
    int[] triangles = geometry.triangles();
    boolean small = geometry.vertexCount() <= MAX_SHORT_VERTICES;
    int view = document.triangles(triangles, geometry.vertexCount(), small ? 2 : 4);
    return document.accessor(
        view, small ? UNSIGNED_SHORT : UNSIGNED_INT, triangles.length, "SCALAR");
  }

  private static int add(GlbDocument document, float[] values, int count, String type) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    int view = document.vertices(data.array(), 4 * values.length / count);
    return document.accessor(view, FLOAT, count, type);
  }
}
