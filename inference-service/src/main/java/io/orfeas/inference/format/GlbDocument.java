package io.orfeas.inference.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A glTF file in the making: the pieces of its binary chunk, and the JSON that names them.
 *
 * <p>Source: glTF 2.0 specification, sections 3.6 (binary data) and 4 (GLB file format), and
 * extension {@code EXT_meshopt_compression}: the views of compressed data lie in a second buffer
 * that has no bytes, and say where in the first one their packed form is.
 */
final class GlbDocument {
  static final int MAGIC = 0x46546C67;
  static final int VERSION = 2;
  static final int JSON_CHUNK = 0x4E4F534A;
  static final int BIN_CHUNK = 0x004E4942;
  static final int VERTEX_TARGET = 34962;
  static final int INDEX_TARGET = 34963;

  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;

  private final List<byte[]> pieces = new ArrayList<>();
  private final List<Object> views = new ArrayList<>();
  private final List<Map<String, Object>> accessors = new ArrayList<>();
  private final boolean compressed;
  private int binLength;
  private int unpackedLength;

  /**
   * An empty document.
   *
   * @param compressed whether vertices and triangles are packed by {@link MeshoptCodec}
   */
  GlbDocument(boolean compressed) {
    this.compressed = compressed;
  }

  /** Adds a file of another kind, such as a picture; returns the index of its buffer view. */
  int view(byte[] data) {
    views.add(GlbJson.object("buffer", 0, "byteOffset", put(data), "byteLength", data.length));
    return views.size() - 1;
  }

  /** Adds vertex attributes that start every {@code stride} bytes; returns their view. */
  int vertices(byte[] data, int stride) {
    byte[] packed = compressed ? MeshoptCodec.vertices(data, stride) : data;
    Map<String, Object> view = view(data.length, packed, "ATTRIBUTES", stride);
    view.put("byteStride", stride);
    view.put("target", VERTEX_TARGET);
    return views.size() - 1;
  }

  /** Adds triangles; returns their view. */
  int triangles(int[] indices, int vertexCount, int indexBytes) {
    int length = indexBytes * indices.length;
    byte[] packed =
        compressed
            ? MeshoptCodec.triangles(indices, vertexCount)
            : LittleEndianSink.integers(indices, indexBytes);
    view(length, packed, "TRIANGLES", indexBytes).put("target", INDEX_TARGET);
    return views.size() - 1;
  }

  private Map<String, Object> view(int length, byte[] packed, String mode, int stride) {
    int offset = put(packed);
    Map<String, Object> view =
        compressed
            ? GlbJson.object("buffer", 1, "byteOffset", unpackedLength, "byteLength", length)
            : GlbJson.object("buffer", 0, "byteOffset", offset, "byteLength", length);
    if (compressed) {
      unpackedLength += aligned(length);
      Map<String, Object> extension =
          GlbJson.object(
              "buffer", 0, "byteOffset", offset, "byteLength", packed.length, "byteStride", stride);
      extension.put("mode", mode);
      extension.put("count", length / stride);
      view.put("extensions", GlbJson.object(MeshoptCodec.EXTENSION, extension));
    }
    views.add(view);
    return view;
  }

  /** Adds bytes to the binary chunk; returns where they begin. */
  private int put(byte[] bytes) {
    int offset = binLength;
    pieces.add(bytes);
    binLength += aligned(bytes.length);
    return offset;
  }

  /** Adds an accessor over a view; returns its index. */
  int accessor(int view, int componentType, int count, String type) {
    accessors.add(
        GlbJson.object(
            "bufferView", view, "componentType", componentType, "count", count, "type", type));
    return accessors.size() - 1;
  }

  /** Notes the bounds of the last accessor. */
  void bounds(List<? extends Number> min, List<? extends Number> max) {
    last().put("max", max);
    last().put("min", min);
  }

  /** Notes that the integers of the last accessor are fractions. */
  void normalized() {
    last().put("normalized", true);
  }

  private Map<String, Object> last() {
    return accessors.get(accessors.size() - 1);
  }

  /** Writes the file: header, JSON with {@code root}'s entries, binary chunk. */
  void writeTo(OutputStream out, Map<String, Object> root) throws IOException {
    root.put("accessors", accessors);
    root.put("bufferViews", views);
    root.put("buffers", buffers());
    byte[] json = GlbJson.write(root).getBytes(StandardCharsets.UTF_8);
    int jsonLength = aligned(json.length);
    LittleEndianSink sink = new LittleEndianSink(out);
    sink.i32(MAGIC);
    sink.i32(VERSION);
    sink.i32(HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + jsonLength + binLength);
    sink.i32(jsonLength);
    sink.i32(JSON_CHUNK);
    sink.bytes(json);
    sink.bytes(padding(json.length, ' '));
    sink.i32(binLength);
    sink.i32(BIN_CHUNK);
    for (byte[] piece : pieces) {
      sink.bytes(piece);
      sink.bytes(padding(piece.length, '\0'));
    }
    sink.flush();
  }

  private List<Object> buffers() {
    Object bytes = GlbJson.object("byteLength", binLength);
    if (!compressed) {
      return List.of(bytes);
    }
    Object noBytes = GlbJson.object(MeshoptCodec.EXTENSION, GlbJson.object("fallback", true));
    return List.of(bytes, GlbJson.object("byteLength", unpackedLength, "extensions", noBytes));
  }

  private static int aligned(int length) {
    return length + 3 & ~3;
  }

  private static byte[] padding(int length, char fill) {
    byte[] padding = new byte[aligned(length) - length];
    Arrays.fill(padding, (byte) fill);
    return padding;
  }
}
