package io.orfeas.inference.mesh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes glTF 2.0 binary files: one mesh, one material, textures inside, no extension needed.
 *
 * <p>Equal input gives equal bytes. Units, axes and origin are recorded under {@code asset.extras}.
 */
public final class GlbWriter {
  static final int FLOAT = 5126;
  static final int UNSIGNED_SHORT = 5123;
  static final int UNSIGNED_INT = 5125;

  /** From here on 16-bit indices no longer do: 65535 itself restarts strips in some APIs. */
  private static final int MAX_SHORT_VERTICES = 65_535;

  private static final double ROUGHNESS = .8;
  private static final int LINEAR = 9729;
  private static final int LINEAR_MIPMAP_LINEAR = 9987;
  private static final int CLAMP_TO_EDGE = 33071;

  private GlbWriter() {}

  /** The file in memory. */
  public static byte[] write(TexturedMesh mesh, ExportOptions options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
    try {
      write(mesh, options, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * Writes the file to a stream, which is flushed to but not closed.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static void write(TexturedMesh mesh, ExportOptions options, OutputStream out)
      throws IOException {
    TextureFile baseColor = TextureCodec.encodeColor(mesh.baseColor());
    TextureFile normalMap =
        mesh.normalMap() == null ? null : TextureCodec.encodeExact(mesh.normalMap());
    write(
        new GlbContents(mesh.geometry(), mesh.normals(), mesh.uvs(), baseColor, normalMap, options),
        options,
        out);
  }

  /** Writes a mesh whose textures are encoded already. */
  static void write(GlbContents mesh, ExportOptions options, OutputStream out) throws IOException {
    ExportChecks.requireWritable(mesh.geometry(), mesh.normals(), mesh.uvs());
    GlbDocument document = new GlbDocument();
    Map<String, Object> root = root(primitive(document, mesh, options), options);
    addTextures(document, root, mesh.baseColor(), mesh.normalMap());
    document.writeTo(out, root);
  }

  private static Map<String, Object> primitive(
      GlbDocument document, GlbContents mesh, ExportOptions options) {
    TriangleMesh geometry = mesh.geometry();
    int count = geometry.vertexCount();
    float[] positions =
        ExportPlacement.of(geometry.positions(), options, 1, 1).apply(geometry.positions());
    Map<String, Object> attributes = GlbJson.object();
    attributes.put("POSITION", floats(document, positions, count, "VEC3"));
    float[] box = ExportPlacement.boundingBox(positions);
    document.bounds(List.of(box[0], box[1], box[2]), List.of(box[3], box[4], box[5]));
    attributes.put("NORMAL", floats(document, mesh.normals(), count, "VEC3"));
    attributes.put("TEXCOORD_0", floats(document, mesh.uvs(), count, "VEC2"));
    if (mesh.normalMap() != null) {
      attributes.put(
          "TANGENT",
          floats(
              document, TextureTangents.of(geometry, mesh.normals(), mesh.uvs()), count, "VEC4"));
    }
    return GlbJson.object(
        "attributes", attributes, "indices", indices(document, geometry), "material", 0, "mode", 4);
  }

  private static int floats(GlbDocument document, float[] values, int count, String type) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    int view = document.view(data.array(), GlbDocument.VERTEX_TARGET);
    return document.accessor(view, FLOAT, count, type);
  }

  private static int indices(GlbDocument document, TriangleMesh geometry) {
    int[] triangles = geometry.triangles();
    boolean small = geometry.vertexCount() <= MAX_SHORT_VERTICES;
    ByteBuffer data =
        ByteBuffer.allocate((small ? 2 : 4) * triangles.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int index : triangles) {
      if (small) {
        data.putShort((short) index);
      } else {
        data.putInt(index);
      }
    }
    int view = document.view(data.array(), GlbDocument.INDEX_TARGET);
    return document.accessor(
        view, small ? UNSIGNED_SHORT : UNSIGNED_INT, triangles.length, "SCALAR");
  }

  private static Map<String, Object> root(Map<String, Object> primitive, ExportOptions options) {
    Map<String, Object> extras =
        GlbJson.object(
            "axes", "+Y up, +Z front, right-handed",
            "units", "m",
            "origin", options.originAt().wireName());
    if (options.heightMeters() == null) {
      extras.put("longestSideMeters", 1);
    } else {
      extras.put("heightMeters", options.heightMeters());
    }
    Map<String, Object> mesh = GlbJson.object("name", "object", "primitives", List.of(primitive));
    return GlbJson.object(
        "asset", GlbJson.object("version", "2.0", "generator", "Orfeas", "extras", extras),
        "scene", 0,
        "scenes", List.of(GlbJson.object("nodes", List.of(0))),
        "nodes", List.of(GlbJson.object("name", "object", "mesh", 0)),
        "meshes", List.of(mesh));
  }

  private static void addTextures(
      GlbDocument document,
      Map<String, Object> root,
      TextureFile baseColor,
      @Nullable TextureFile normalMap) {
    Map<String, Object> material =
        GlbJson.object(
            "name",
            "surface",
            "pbrMetallicRoughness",
            GlbJson.object(
                "baseColorTexture",
                GlbJson.object("index", 0),
                "metallicFactor",
                0,
                "roughnessFactor",
                ROUGHNESS),
            "doubleSided",
            false);
    Map<String, Object> sampler =
        GlbJson.object(
            "magFilter", LINEAR,
            "minFilter", LINEAR_MIPMAP_LINEAR,
            "wrapS", CLAMP_TO_EDGE,
            "wrapT", CLAMP_TO_EDGE);
    Object first = GlbJson.object("sampler", 0, "source", 0);
    List<Object> textures = List.of(first);
    List<Object> images = List.of(image(document, "baseColor", baseColor));
    if (normalMap != null) {
      material.put("normalTexture", GlbJson.object("index", 1));
      textures = List.of(first, GlbJson.object("sampler", 0, "source", 1));
      images = List.of(images.get(0), image(document, "normal", normalMap));
    }
    root.put("materials", List.of(material));
    root.put("textures", textures);
    root.put("samplers", List.of(sampler));
    root.put("images", images);
  }

  private static Object image(GlbDocument document, String name, TextureFile file) {
    int view = document.view(file.bytes(), 0);
    return GlbJson.object("name", name, "bufferView", view, "mimeType", file.mediaType());
  }
}
