package io.orfeas.inference.mesh;

/**
 * Takes a mesh from the frame of the picture into the frame of the object.
 *
 * <p>In the picture's frame x and y say where a point is seen; in a photograph nearer parts are
 * seen larger. The camera is taken to be {@value #DISTANCE} object lengths away (a field of view of
 * about 30°, as objects are usually photographed) and to look at the middle of the object's box;
 * each vertex stays on its line of sight, so the outline seen from the camera does not change. The
 * result is centred and its longest side is 1.
 *
 * <p>Texture coordinates are made from the picture's frame, so this comes after texturing; normals
 * after this.
 */
public final class ViewFrame {
  /** Distance of the camera from the middle of the object, in object units. */
  public static final double DISTANCE = 2.1;

  /**
   * Each aim leaves about a tenth of the error of the one before; the first is off by a twentieth.
   */
  private static final int AIMS = 3;

  private ViewFrame() {}

  /**
   * The mesh in the object's frame: same triangles, new positions.
   *
   * @throws IllegalArgumentException when the mesh is empty or not finite
   */
  public static TriangleMesh toObject(TriangleMesh mesh) {
    float[] seen = mesh.positions();
    double middleZ = boxOf(seen).middleZ();
    float[] placed = new float[seen.length];
    double aimX = 0;
    double aimY = 0;
    for (int aim = 1; aim < AIMS; aim++) {
      unproject(seen, aimX, aimY, middleZ, placed);
      BoundingBox box = BoundingBox.of(placed);
      aimX -= box.middleX();
      aimY -= box.middleY();
    }
    unproject(seen, aimX, aimY, middleZ, placed);
    normalize(placed);
    return new TriangleMesh(placed, mesh.triangles());
  }

  private static BoundingBox boxOf(float[] positions) {
    if (positions.length == 0) {
      throw new IllegalArgumentException("mesh: no vertices (expected: at least one)");
    }
    BoundingBox box = BoundingBox.of(positions);
    for (int i = 0; !box.isFinite() && i < positions.length; i++) {
      if (!Float.isFinite(positions[i])) {
        throw new IllegalArgumentException(
            "coordinate %d: %s (expected: finite)".formatted(i, positions[i]));
      }
    }
    return box;
  }

  private static void unproject(
      float[] seen, double aimX, double aimY, double middleZ, float[] placed) {
    for (int i = 0; i < seen.length; i += 3) {
      double z = seen[i + 2] - middleZ;
      double shrink = Math.max(0.1, 1 - z / DISTANCE);
      placed[i] = (float) ((seen[i] + aimX) * shrink);
      placed[i + 1] = (float) ((seen[i + 1] + aimY) * shrink);
      placed[i + 2] = (float) z;
    }
  }

  /** Centres points, and makes their longest side 1. */
  static void normalize(float[] positions) {
    normalize(positions, BoundingBox.of(positions));
  }

  private static void normalize(float[] positions, BoundingBox box) {
    double longest = box.longestSide();
    double scale = longest > 0 ? 1 / longest : 1;
    double x = box.middleX();
    double y = box.middleY();
    double z = box.middleZ();
    for (int i = 0; i < positions.length; i += 3) {
      positions[i] = (float) ((positions[i] - x) * scale);
      positions[i + 1] = (float) ((positions[i + 1] - y) * scale);
      positions[i + 2] = (float) ((positions[i + 2] - z) * scale);
    }
  }
}
