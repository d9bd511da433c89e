package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the GLB files that {@link GlbWriter} writes, and nothing else.
 *
 * <p>Every byte is treated as hostile: sizes are checked against the file before memory is taken,
 * so a file costs a small multiple of its own length plus its textures (at most 2 x 2048² texels
 * each).
 */
public final class GlbReader {
  private static final int MAX_JSON_BYTES = 1 << 16;

  private final GlbNode root;
  private final ByteBuffer bin;

  private GlbReader(GlbNode root, ByteBuffer bin) {
    this.root = root;
    this.bin = bin;
  }

  /**
   * Reads a file.
   *
   * @throws GlbFormatException when the bytes are not a whole GLB of ours
   */
  public static TexturedMesh read(byte[] glb) {
    return contents(glb).toMesh();
  }

  /** Reads a file and leaves its textures encoded. */
  static GlbContents contents(byte[] glb) {
    ByteBuffer in = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN);
    require("size in bytes", in.remaining() >= 12, in.remaining(), "at least 12");
    int magic = in.getInt();
    require("magic", magic == GlbDocument.MAGIC, magic, "glTF");
    int version = in.getInt();
    require("version", version == GlbDocument.VERSION, version, GlbDocument.VERSION);
    int length = in.getInt();
    require("length", length == glb.length, length, glb.length);
    ByteBuffer json = chunk(in, GlbDocument.JSON_CHUNK, "JSON chunk", MAX_JSON_BYTES);
    ByteBuffer bin = chunk(in, GlbDocument.BIN_CHUNK, "binary chunk", glb.length);
    require("bytes after the chunks", !in.hasRemaining(), in.remaining(), 0);
    String text = StandardCharsets.UTF_8.decode(json).toString();
    return new GlbReader(GlbNode.parse(text), bin).contents();
  }

  private static ByteBuffer chunk(ByteBuffer in, int type, String name, int max) {
    require(name, in.remaining() >= 8, in.remaining(), "a header of 8 bytes");
    int length = in.getInt();
    int found = in.getInt();
    require(name + " type", found == type, found, type);
    int limit = Math.min(max, in.remaining());
    require(name + " length", length >= 0 && length <= limit, length, "0.." + limit);
    ByteBuffer chunk = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return chunk;
  }

  private GlbContents contents() {
    root.at("asset").at("version").requireText("2.0");
    if (root.has("extensionsRequired")) {
      throw root.at("extensionsRequired").mismatch("absent");
    }
    root.at("buffers").only().at("byteLength").requireInteger(bin.capacity());
    GlbNode primitive = root.at("meshes").only().at("primitives").only();
    primitive.at("mode").requireInteger(4);
    GlbNode attributes = primitive.at("attributes");
    float[] positions = floats(attributes.at("POSITION"), "VEC3", 3);
    int vertices = positions.length / 3;
    float[] normals = floats(attributes.at("NORMAL"), "VEC3", 3);
    float[] uvs = floats(attributes.at("TEXCOORD_0"), "VEC2", 2);
    require("normals", normals.length == 3 * vertices, normals.length / 3, vertices);
    require("texture coordinates", uvs.length == 2 * vertices, uvs.length / 2, vertices);
    int[] triangles = indices(primitive.at("indices"), vertices);
    for (float value : uvs) {
      require("texture coordinate", value >= 0 && value <= 1, value, "0..1");
    }
    double longest = ExportChecks.farthestFromUnit(normals);
    require("normal length", Math.abs(longest - 1) <= ExportChecks.UNIT_TOLERANCE, longest, 1);
    GlbNode material = element("materials", primitive.at("material"));
    return new GlbContents(
        new TriangleMesh(positions, triangles),
        normals,
        uvs,
        texture(material.at("pbrMetallicRoughness").at("baseColorTexture")),
        material.has("normalTexture") ? texture(material.at("normalTexture")) : null,
        options(root.at("asset").at("extras")),
        generation(root.at("asset").at("extras")));
  }

  private float[] floats(GlbNode index, String type, int components) {
    GlbNode accessor = element("accessors", index);
    accessor.at("type").requireText(type);
    accessor.at("componentType").requireInteger(GlbGeometry.FLOAT);
    ByteBuffer data = data(accessor, 4 * components);
    float[] values = new float[data.remaining() / 4];
    data.asFloatBuffer().get(values);
    for (float value : values) {
      require(index.path(), Float.isFinite(value), value, "finite values");
    }
    return values;
  }

  private int[] indices(GlbNode index, int vertices) {
    GlbNode accessor = element("accessors", index);
    accessor.at("type").requireText("SCALAR");
    boolean small = accessor.at("componentType").integer(1 << 16) == GlbGeometry.UNSIGNED_SHORT;
    if (!small) {
      accessor.at("componentType").requireInteger(GlbGeometry.UNSIGNED_INT);
    }
    ByteBuffer data = data(accessor, small ? 2 : 4);
    int[] values = new int[data.remaining() / (small ? 2 : 4)];
    require("indices", values.length % 3 == 0, values.length, "a multiple of 3");
    for (int i = 0; i < values.length; i++) {
      values[i] = small ? data.getShort() & 0xFFFF : data.getInt();
      require("index", values[i] >= 0 && values[i] < vertices, values[i], "below " + vertices);
    }
    return values;
  }

  /** The bytes of an accessor, which fill its view exactly. */
  private ByteBuffer data(GlbNode accessor, int elementBytes) {
    int count = accessor.at("count").integer(bin.capacity() / elementBytes);
    ByteBuffer data = view(accessor.at("bufferView"));
    int expected = count * elementBytes;
    require(accessor.path() + ".count", count > 0, count, "at least 1");
    require(accessor.path() + " bytes", data.remaining() == expected, data.remaining(), expected);
    return data;
  }

  private ByteBuffer view(GlbNode index) {
    GlbNode view = element("bufferViews", index);
    int offset = view.at("byteOffset").integer(bin.capacity());
    int length = view.at("byteLength").integer(bin.capacity() - offset);
    return bin.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private TextureFile texture(GlbNode reference) {
    GlbNode texture = element("textures", reference.at("index"));
    GlbNode image = element("images", texture.at("source"));
    ByteBuffer data = view(image.at("bufferView"));
    GlbNode mediaType = image.at("mimeType");
    if (!mediaType.text().equals(TextureFile.JPEG)) {
      mediaType.requireText(TextureFile.PNG);
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return new TextureFile(mediaType.text(), bytes);
  }

  private static ExportOptions options(GlbNode extras) {
    GlbNode origin = extras.at("origin");
    ExportOptions.OriginAt originAt =
        Arrays.stream(ExportOptions.OriginAt.values())
            .filter(candidate -> candidate.wireName().equals(origin.text()))
            .findFirst()
            .orElseThrow(
                () ->
                    origin.mismatch(
                        Arrays.toString(ExportOptions.OriginAt.values()).toLowerCase(Locale.ROOT)));
    try {
      return ExportOptions.DEFAULT.withOriginAt(originAt).withHeightMeters(height(extras));
    } catch (GlbFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new GlbFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> generation(GlbNode extras) {
    return extras.has("generation") ? extras.at("generation").scalars() : Map.of();
  }

  private static @Nullable Double height(GlbNode extras) {
    return extras.has("heightMeters") ? extras.at("heightMeters").number() : null;
  }

  private GlbNode element(String list, GlbNode index) {
    return root.at(list).at(index.integer(Integer.MAX_VALUE));
  }

  private static void require(String what, boolean met, Object found, Object expected) {
    if (!met) {
      throw new GlbFormatException("%s: %s (expected: %s)".formatted(what, found, expected));
    }
  }
}
