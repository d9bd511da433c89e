package io.orfeas.inference.format;

import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes binary little-endian PLY: positions, normals, texture coordinates and vertex colours.
 *
 * <p>Same frame and units as GLB unless the options say otherwise. Colours are sampled from the
 * texture, for tools that show vertex colours only; {@code s} and {@code t} have their origin at
 * the bottom left, as is usual in PLY. Source: Turk, "The PLY Polygon File Format", 1994.
 */
public final class PlyWriter {
  private PlyWriter() {}

  /**
   * Writes the file to a stream, which is flushed to but not closed.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static void write(TexturedMesh mesh, ExportOptions options, OutputStream out)
      throws IOException {
    ExportChecks.requireWritable(mesh.geometry(), mesh.normals(), mesh.uvs());
    LittleEndianSink sink = new LittleEndianSink(out);
    Export export = new Export(MeshFormat.PLY, options);
    sink.bytes(header(mesh.geometry(), export).getBytes(StandardCharsets.US_ASCII));
    writeVertices(sink, mesh, export);
    int[] t = mesh.geometry().triangles();
    for (int i = 0; i < t.length; i += 3) {
      sink.u8(3);
      sink.i32(t[i]);
      sink.i32(t[i + 1]);
      sink.i32(t[i + 2]);
    }
    sink.flush();
  }

  private static void writeVertices(LittleEndianSink sink, TexturedMesh mesh, Export export)
      throws IOException {
    float[] source = mesh.geometry().positions();
    ExportPlacement placement = ExportPlacement.of(source, export);
    float[] p = placement.positions(source);
    float[] normals = placement.directions(mesh.normals());
    for (int i = 0; i < mesh.geometry().vertexCount(); i++) {
      float u = mesh.uvs()[2 * i];
      float v = mesh.uvs()[2 * i + 1];
      for (int k = 3 * i; k < 3 * i + 3; k++) {
        sink.f32(p[k]);
      }
      for (int k = 3 * i; k < 3 * i + 3; k++) {
        sink.f32(normals[k]);
      }
      sink.f32(u);
      sink.f32(1 - v);
      int color = texel(mesh.baseColor(), u, v);
      sink.u8(color >> 16);
      sink.u8(color >> 8);
      sink.u8(color);
    }
  }

  private static int texel(RgbaImage image, float u, float v) {
    int x = Math.min(Math.max((int) (u * image.width()), 0), image.width() - 1);
    int y = Math.min(Math.max((int) (v * image.height()), 0), image.height() - 1);
    return image.pixel(x, y);
  }

  private static String header(TriangleMesh mesh, Export export) {
    return """
        ply
        format binary_little_endian 1.0
        comment Orfeas; %s
        element vertex %d
        property float x
        property float y
        property float z
        property float nx
        property float ny
        property float nz
        property float s
        property float t
        property uchar red
        property uchar green
        property uchar blue
        element face %d
        property list uchar int vertex_indices
        end_header
        """
        .formatted(export.description(), mesh.vertexCount(), mesh.triangleCount());
  }
}
