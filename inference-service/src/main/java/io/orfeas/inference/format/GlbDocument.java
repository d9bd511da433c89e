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
 * <p>Source: glTF 2.0 specification, sections 3.6 (binary data) and 4 (GLB file format).
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
  private int binLength;

  /** Adds a piece of binary data; returns the index of its buffer view. */
  int view(byte[] data, int target) {
    return view(data, target, 0);
  }

  /** The same for elements that start every {@code stride} bytes; 0 where they are packed. */
  int view(byte[] data, int target, int stride) {
    Map<String, Object> view =
        GlbJson.object("buffer", 0, "byteOffset", binLength, "byteLength", data.length);
    if (stride != 0) {
      view.put("byteStride", stride);
    }
    if (target != 0) {
      view.put("target", target);
    }
    views.add(view);
    pieces.add(data);
    binLength += aligned(data.length);
    return views.size() - 1;
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
    root.put("buffers", List.of(GlbJson.object("byteLength", binLength)));
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

  private static int aligned(int length) {
    return length + 3 & ~3;
  }

  private static byte[] padding(int length, char fill) {
    byte[] padding = new byte[aligned(length) - length];
    Arrays.fill(padding, (byte) fill);
    return padding;
  }
}
