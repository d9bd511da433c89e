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

  private static final int AIMS = 6;

  private ViewFrame() {}

  /**
   * The mesh in the object's frame: same triangles, new positions.
   *
   * @throws IllegalArgumentException when the mesh is empty or not finite
   */
  public static TriangleMesh toObject(TriangleMesh mesh) {
    float[] seen = mesh.positions();
    double[] box = box(seen);
    double middleZ = (box[2] + box[5]) / 2;
    float[] placed = new float[seen.length];
    double aimX = 0;
    double aimY = 0;
    for (int aim = 0; aim < AIMS; aim++) {
      unproject(seen, aimX, aimY, middleZ, placed);
      box = box(placed);
      aimX -= (box[0] + box[3]) / 2;
      aimY -= (box[1] + box[4]) / 2;
    }
    normalize(placed, box);
    return new TriangleMesh(placed, mesh.triangles());
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

  private static void normalize(float[] positions, double[] box) {
    double longest = 0;
    for (int axis = 0; axis < 3; axis++) {
      longest = Math.max(longest, box[axis + 3] - box[axis]);
    }
    double scale = longest > 0 ? 1 / longest : 1;
    for (int i = 0; i < positions.length; i++) {
      double middle = (box[i % 3] + box[i % 3 + 3]) / 2;
      positions[i] = (float) ((positions[i] - middle) * scale);
    }
  }

  /** Least x, y, z, then greatest. */
  private static double[] box(float[] positions) {
    double[] box = {
      Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE,
      -Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE
    };
    for (int i = 0; i < positions.length; i++) {
      if (!Float.isFinite(positions[i])) {
        throw new IllegalArgumentException(
            "coordinate %d: %s (expected: finite)".formatted(i, positions[i]));
      }
      int axis = i % 3;
      box[axis] = Math.min(box[axis], positions[i]);
      box[axis + 3] = Math.max(box[axis + 3], positions[i]);
    }
    if (positions.length == 0) {
      throw new IllegalArgumentException("mesh: no vertices (expected: at least one)");
    }
    return box;
  }
}
