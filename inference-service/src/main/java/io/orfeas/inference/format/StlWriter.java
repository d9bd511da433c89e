package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TriangleMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes binary STL for printing: geometry only.
 *
 * <p>The format knows no unit; slicers take it as millimetres with Z up, which is what it is unless
 * the options say otherwise. Without a height in the options the longest side is 100 mm. Source: 3D
 * Systems, "StereoLithography Interface Specification", 1989.
 */
public final class StlWriter {
  private static final int HEADER_BYTES = 80;

  private StlWriter() {}

  /**
   * Writes the file to a stream, which is flushed to but not closed.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range or
   *     positions that are not finite
   */
  public static void write(TriangleMesh mesh, ExportOptions options, OutputStream out)
      throws IOException {
    ExportChecks.requireWritable(mesh);
    Export export = new Export(MeshFormat.STL, options);
    float[] p = ExportPlacement.of(mesh.positions(), export).positions(mesh.positions());
    byte[] title =
        ("Orfeas binary STL; " + export.description()).getBytes(StandardCharsets.US_ASCII);
    LittleEndianSink sink = new LittleEndianSink(out);
    sink.bytes(Arrays.copyOf(title, HEADER_BYTES));
    sink.i32(mesh.triangleCount());
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      writeNormal(sink, p, 3 * t[i], 3 * t[i + 1], 3 * t[i + 2]);
      for (int corner = i; corner < i + 3; corner++) {
        int v = 3 * t[corner];
        write(sink, p[v], p[v + 1], p[v + 2]);
      }
      sink.u16(0);
    }
    sink.flush();
  }

  private static void writeNormal(LittleEndianSink sink, float[] p, int a, int b, int c)
      throws IOException {
    double ux = p[b] - p[a];
    double uy = p[b + 1] - p[a + 1];
    double uz = p[b + 2] - p[a + 2];
    double vx = p[c] - p[a];
    double vy = p[c + 1] - p[a + 1];
    double vz = p[c + 2] - p[a + 2];
    double x = uy * vz - uz * vy;
    double y = uz * vx - ux * vz;
    double z = ux * vy - uy * vx;
    double length = Math.sqrt(x * x + y * y + z * z);
    double scale = length > 0 ? 1 / length : 0; // the format's way to say "unknown"
    write(sink, (float) (x * scale), (float) (y * scale), (float) (z * scale));
  }

  private static void write(LittleEndianSink sink, float x, float y, float z) throws IOException {
    sink.f32(x);
    sink.f32(y);
    sink.f32(z);
  }
}
