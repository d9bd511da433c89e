package io.orfeas.inference.mesh;

/**
 * The table of marching cubes as one array, for devices.
 *
 * @param width bytes per pattern
 * @param bytes for each of the 256 patterns of inside corners, the number of triangles and then
 *     three edges for each; {@code 256 * width}
 */
public record CubePatterns(int width, byte[] bytes) {
  /** The patterns that {@link SurfaceExtractor} uses. */
  public static CubePatterns standard() {
    int width = 1 + 3 * CubeTable.mostTriangles();
    byte[] bytes = new byte[256 * width];
    for (int code = 0; code < 256; code++) {
      byte[] edges = CubeTable.triangles(code);
      bytes[code * width] = (byte) (edges.length / 3);
      System.arraycopy(edges, 0, bytes, code * width + 1, edges.length);
    }
    return new CubePatterns(width, bytes);
  }
}
