package io.orfeas.inference.format;

import io.orfeas.inference.format.ExportOptions.Compression;
import io.orfeas.inference.mesh.TexturedMesh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes glTF 2.0 binary files: one mesh, one material, textures inside. No extension is needed
 * unless the options ask for small geometry.
 *
 * <p>Equal input gives equal bytes. Units, axes and origin are recorded under {@code asset.extras},
 * and so is how the mesh came about.
 */
public final class GlbWriter {
  private static final double ROUGHNESS = .8;
  private static final int LINEAR = 9729;
  private static final int LINEAR_MIPMAP_LINEAR = 9987;
  private static final int CLAMP_TO_EDGE = 33071;

  private GlbWriter() {}

  /** Why {@link Compression#MESHOPT} cannot be had on this platform; empty where it can. */
  public static Optional<String> compressionRefusal() {
    return MeshoptCodec.refusal();
  }

  /** The file in memory. */
  public static byte[] write(TexturedMesh mesh, ExportOptions options) {
    return write(mesh, options, Map.of());
  }

  /**
   * The file in memory.
   *
   * @param generation how the mesh came about: names to texts, whole numbers, fractions and truth
   *     values; recorded as {@code asset.extras.generation} unless empty
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static byte[] write(
      TexturedMesh mesh, ExportOptions options, Map<String, Object> generation) {
    return write(mesh, EncodedTextures.of(mesh.baseColor(), mesh.normalMap()), options, generation);
  }

  /**
   * The file in memory, of a mesh whose textures are encoded already.
   *
   * @param textures the mesh's own
   * @param generation as above
   * @throws IllegalArgumentException as above
   */
  public static byte[] write(
      TexturedMesh mesh,
      EncodedTextures textures,
      ExportOptions options,
      Map<String, Object> generation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
    try {
      write(
          new GlbContents(
              mesh.geometry(),
              mesh.normals(),
              mesh.uvs(),
              textures.baseColor(),
              textures.normalMap(),
              options,
              generation),
          options,
          out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /** Writes a mesh whose textures are encoded already. */
  static void write(GlbContents given, ExportOptions options, OutputStream out) throws IOException {
    ExportChecks.requireWritable(given.geometry(), given.normals(), given.uvs());
    boolean compressed = options.compression() == Compression.MESHOPT;
    boolean quantized = options.compression() != Compression.NONE;
    GlbContents mesh = compressed ? MeshoptOrder.of(given) : given;
    GlbDocument document = new GlbDocument(compressed);
    float[] source = mesh.geometry().positions();
    float[] positions =
        ExportPlacement.of(source, new Export(MeshFormat.GLB, options)).positions(source);
    Map<String, Object> node = GlbJson.object("name", "object", "mesh", 0);
    Map<String, Object> attributes =
        quantized
            ? GlbQuantizer.addAttributes(document, mesh, positions, node)
            : GlbGeometry.addAttributes(document, mesh, positions);
    int indices = GlbGeometry.addIndices(document, mesh.geometry());
    Map<String, Object> primitive =
        GlbJson.object("attributes", attributes, "indices", indices, "material", 0, "mode", 4);
    Map<String, Object> root = root(node, primitive, options, mesh.generation());
    if (quantized) {
      List<String> extensions =
          compressed
              ? List.of(GlbQuantizer.EXTENSION, MeshoptCodec.EXTENSION)
              : List.of(GlbQuantizer.EXTENSION);
      root.put("extensionsUsed", extensions);
      root.put("extensionsRequired", extensions);
    }
    addTextures(document, root, mesh.baseColor(), mesh.normalMap());
    document.writeTo(out, root);
  }

  private static Map<String, Object> root(
      Map<String, Object> node,
      Map<String, Object> primitive,
      ExportOptions options,
      Map<String, Object> generation) {
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
    if (!generation.isEmpty()) {
      extras.put("generation", generation);
    }
    Map<String, Object> mesh = GlbJson.object("name", "object", "primitives", List.of(primitive));
    return GlbJson.object(
        "asset", GlbJson.object("version", "2.0", "generator", "Orfeas", "extras", extras),
        "scene", 0,
        "scenes", List.of(GlbJson.object("nodes", List.of(0))),
        "nodes", List.of(node),
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
    int view = document.view(file.bytes());
    return GlbJson.object("name", name, "bufferView", view, "mimeType", file.mediaType());
  }
}
