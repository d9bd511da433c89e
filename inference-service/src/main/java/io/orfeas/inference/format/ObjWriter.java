package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TexturedMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes Wavefront OBJ with its material and textures in one zip archive.
 *
 * <p>Same frame and units as GLB unless the options say otherwise. Positions are shared across
 * texture seams, so the surface is closed in the file too. Times inside the archive are fixed.
 * Source: Wavefront, "Object Files (.obj)" and "Material Library File (.mtl)", Advanced Visualizer
 * Manual, appendix B.
 */
public final class ObjWriter {
  // Not 1980-01-01: the JDK adds a field that depends on the time zone to that one.
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private ObjWriter() {}

  /**
   * Writes the archive to a stream, which is flushed to but not closed.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static void write(TexturedMesh mesh, ExportOptions options, OutputStream out)
      throws IOException {
    EncodedTextures textures = EncodedTextures.of(mesh.baseColor(), mesh.normalMap());
    write(
        new GlbContents(
            mesh.geometry(),
            mesh.normals(),
            mesh.uvs(),
            textures.baseColor(),
            textures.normalMap(),
            ExportOptions.DEFAULT,
            Map.of()),
        options,
        out);
  }

  static void write(GlbContents mesh, ExportOptions options, OutputStream out) throws IOException {
    ExportChecks.requireWritable(mesh.geometry(), mesh.normals(), mesh.uvs());
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    putEntry(zip, "model.obj");
    writeObj(new ObjText(zip), mesh, options);
    putEntry(zip, "model.mtl");
    zip.write(material(mesh).getBytes(StandardCharsets.US_ASCII));
    putEntry(zip, "texture." + mesh.baseColor().extension());
    zip.write(mesh.baseColor().bytes());
    TextureFile normals = mesh.normalMap();
    if (normals != null) {
      putEntry(zip, "normals." + normals.extension());
      zip.write(normals.bytes());
    }
    zip.finish();
    zip.flush();
  }

  private static void putEntry(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
  }

  private static void writeObj(ObjText text, GlbContents mesh, ExportOptions options)
      throws IOException {
    float[] source = mesh.geometry().positions();
    Export export = new Export(MeshFormat.OBJ, options);
    ExportPlacement placement = ExportPlacement.of(source, export);
    float[] p = placement.positions(source);
    ObjWeld places = ObjWeld.of(source);
    text.line("# Orfeas; " + export.description());
    text.line("mtllib model.mtl");
    text.line("o object");
    text.line("usemtl surface");
    for (int i = 0; i < places.count(); i++) {
      int v = 3 * places.first(i);
      text.word("v").decimal(p[v]).decimal(p[v + 1]).decimal(p[v + 2]).end();
    }
    float[] uv = mesh.uvs();
    for (int i = 0; i < uv.length; i += 2) {
      text.word("vt").decimal(uv[i]).decimal(1 - uv[i + 1]).end();
    }
    float[] n = placement.directions(mesh.normals());
    for (int i = 0; i < n.length; i += 3) {
      text.word("vn").decimal(n[i]).decimal(n[i + 1]).decimal(n[i + 2]).end();
    }
    int[] t = mesh.geometry().triangles();
    for (int i = 0; i < t.length; i += 3) {
      text.word("f");
      for (int corner = i; corner < i + 3; corner++) {
        text.corner(places.id(t[corner]) + 1, t[corner] + 1, t[corner] + 1);
      }
      text.end();
    }
    text.flush();
  }

  private static String material(GlbContents mesh) {
    String lines =
        """
        # Orfeas
        newmtl surface
        Ka 0 0 0
        Kd 1 1 1
        Ks 0 0 0
        Pr 0.8
        Pm 0
        d 1
        illum 1
        map_Kd texture.%s
        """
            .formatted(mesh.baseColor().extension());
    TextureFile normals = mesh.normalMap();
    return normals == null ? lines : lines + relief("normals." + normals.extension());
  }

  /**
   * Names the normal map twice, for the format's own words know heights only. Readers of {@code
   * norm} prefer it; the others that read such maps take {@code map_Bump} for one.
   */
  private static String relief(String picture) {
    return "norm " + picture + "\nmap_Bump " + picture + "\n";
  }
}
