package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TriangleMesh;

/** What every writer asks of a mesh, so that no file leaves that readers would refuse. */
public final class ExportChecks {
  /** How far a normal's length may be from 1, as the Khronos validator has it. */
  static final double UNIT_TOLERANCE = 5e-4;

  private ExportChecks() {}

  /** Requires at least one triangle, indices in range and finite values throughout. */
  public static void requireWritable(TriangleMesh mesh, float[] normals, float[] uvs) {
    requireWritable(mesh);
    requireFinite("normal", normals);
    for (float value : uvs) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("uv: " + value + " (expected: 0..1)");
      }
    }
    requireUnit(normals);
  }

  /** The same for geometry alone. */
  public static void requireWritable(TriangleMesh mesh) {
    if (mesh.triangleCount() == 0) {
      throw new IllegalArgumentException("triangles: 0 (expected: >= 1)");
    }
    for (int index : mesh.triangles()) {
      if (index < 0 || index >= mesh.vertexCount()) {
        throw new IllegalArgumentException(
            "vertex index: %d (expected: 0..%d)".formatted(index, mesh.vertexCount() - 1));
      }
    }
    requireFinite("position", mesh.positions());
  }

  private static void requireFinite(String what, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(what + ": " + value + " (expected: finite)");
      }
    }
  }

  private static void requireUnit(float[] normals) {
    double length = farthestFromUnit(normals);
    if (Math.abs(length - 1) > UNIT_TOLERANCE) {
      throw new IllegalArgumentException("normal length: " + length + " (expected: 1)");
    }
  }

  /** Among the lengths of x, y, z triples, the one farthest from 1; 1 when there are none. */
  static double farthestFromUnit(float[] normals) {
    double farthest = 1;
    for (int i = 0; i < normals.length; i += 3) {
      double x = normals[i];
      double y = normals[i + 1];
      double z = normals[i + 2];
      double length = Math.sqrt(x * x + y * y + z * z);
      if (Math.abs(length - 1) > Math.abs(farthest - 1)) {
        farthest = length;
      }
    }
    return farthest;
  }
}
