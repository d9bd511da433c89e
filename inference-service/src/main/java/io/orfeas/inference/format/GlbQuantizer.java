package io.orfeas.inference.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Puts vertices into a document as small integers: 20 bytes a vertex instead of 32.
 *
 * <p>Idea: positions become steps of 1/65535 of the longest side, which the node's scale undoes, at
 * an error of 8 µm per metre; texture coordinates become 16-bit and directions 8-bit fractions.
 *
 * <p>Layout: positions 3 x uint16 + padding, normals 3 x int8 + padding, texture coordinates 2 x
 * uint16, tangents 4 x int8. Source: glTF extension KHR_mesh_quantization.
 */
final class GlbQuantizer {
  static final String EXTENSION = "KHR_mesh_quantization";

  private static final int BYTE = 5120;
  private static final int STEPS = 65_535;
  private static final int POSITION_STRIDE = 8;

  private GlbQuantizer() {}

  /**
   * Adds the attributes of a mesh; returns their names and accessors.
   *
   * @param node gets the scale and translation that undo the quantization
   */
  static Map<String, Object> addAttributes(
      GlbDocument document, GlbContents mesh, float[] positions, Map<String, Object> node) {
    int count = mesh.geometry().vertexCount();
    Map<String, Object> attributes = GlbJson.object();
    attributes.put(
        "POSITION", addPositions(document, positions, mesh.geometry().triangles(), node));
    attributes.put("NORMAL", addDirections(document, mesh.normals(), 3));
    ByteBuffer uvs = allocate(4 * count);
    for (float value : mesh.uvs()) {
      uvs.putShort((short) Math.round(value * STEPS));
    }
    int view = document.vertices(uvs.array(), 4);
    attributes.put(
        "TEXCOORD_0", document.accessor(view, GlbGeometry.UNSIGNED_SHORT, count, "VEC2"));
    document.normalized();
    if (mesh.normalMap() != null) {
      float[] tangents = TextureTangents.of(mesh.geometry(), mesh.normals(), mesh.uvs());
      attributes.put("TANGENT", addDirections(document, tangents, 4));
    }
    return attributes;
  }

  private static int addPositions(
      GlbDocument document, float[] positions, int[] triangles, Map<String, Object> node) {
    float[] box = ExportPlacement.boundingBox(positions);
    double longest = Math.max(box[3] - box[0], Math.max(box[4] - box[1], box[5] - box[2]));
    double step = longest > 0 ? longest / STEPS : 1;
    int count = positions.length / 3;
    int[] steps = GridPositions.of(positions, triangles, box, step);
    ByteBuffer data = allocate(POSITION_STRIDE * count);
    for (int i = 0; i < steps.length; i++) {
      data.putShort((short) steps[i]);
      if (i % 3 == 2) {
        data.putShort((short) 0);
      }
    }
    node.put("scale", List.of((float) step, (float) step, (float) step));
    node.put("translation", List.of(box[0], box[1], box[2]));
    int view = document.vertices(data.array(), POSITION_STRIDE);
    int accessor = document.accessor(view, GlbGeometry.UNSIGNED_SHORT, count, "VEC3");
    document.bounds(List.of(0, 0, 0), highest(box, step));
    return accessor;
  }

  private static List<Integer> highest(float[] box, double step) {
    return List.of(
        GridPositions.rounded((double) box[3] - box[0], step),
        GridPositions.rounded((double) box[4] - box[1], step),
        GridPositions.rounded((double) box[5] - box[2], step));
  }

  /** Adds unit vectors of 3 components, or of 3 and a sign, as 4 bytes each. */
  private static int addDirections(GlbDocument document, float[] values, int components) {
    int count = values.length / components;
    ByteBuffer data = allocate(4 * count);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < 4; k++) {
        data.put((byte) (k < components ? Math.round(127 * values[components * i + k]) : 0));
      }
    }
    int view = document.vertices(data.array(), 4);
    int accessor = document.accessor(view, BYTE, count, components == 3 ? "VEC3" : "VEC4");
    document.normalized();
    return accessor;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
