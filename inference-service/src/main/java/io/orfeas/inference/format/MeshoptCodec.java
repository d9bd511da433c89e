package io.orfeas.inference.format;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/**
 * The codecs of {@code EXT_meshopt_compression}, by meshoptimizer itself.
 *
 * <p>Vertices are delta-coded byte by byte, triangles by the edges and vertices lately seen, so
 * both want neighbours close together; see {@link MeshoptOrder}. Equal input gives equal bytes.
 * Native memory is freed on return.
 */
final class MeshoptCodec {
  static final String EXTENSION = "EXT_meshopt_compression";

  /** The newer version 1 is for another extension. */
  private static final int VERTEX_VERSION = 0;

  private static final int BEST_LEVEL = 3;

  private MeshoptCodec() {}

  /** Why nothing can be compressed on this platform; empty when it can. */
  static Optional<String> refusal() {
    try {
      triangles(new int[] {0, 1, 2}, 3);
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of("meshoptimizer does not load: " + e);
    }
  }

  /**
   * Compresses vertex attributes.
   *
   * @param data elements of {@code stride} bytes each
   * @param stride a multiple of 4, at most 256
   */
  static byte[] vertices(byte[] data, int stride) {
    int count = data.length / stride;
    int bound = Math.toIntExact(MeshOptimizer.meshopt_encodeVertexBufferBound(count, stride));
    ByteBuffer in = MemoryUtil.memAlloc(data.length).put(data).flip();
    ByteBuffer out = MemoryUtil.memAlloc(bound);
    try {
      long length =
          MeshOptimizer.meshopt_encodeVertexBufferLevel(
              out, in, count, stride, BEST_LEVEL, VERTEX_VERSION);
      return bytes(out, length);
    } finally {
      MemoryUtil.memFree(in);
      MemoryUtil.memFree(out);
    }
  }

  /** Compresses triangles; the corners of each may come out rotated. */
  static byte[] triangles(int[] indices, int vertexCount) {
    int bound =
        Math.toIntExact(MeshOptimizer.meshopt_encodeIndexBufferBound(indices.length, vertexCount));
    IntBuffer in = MemoryUtil.memAllocInt(indices.length).put(indices).flip();
    ByteBuffer out = MemoryUtil.memAlloc(bound);
    try {
      return bytes(out, MeshOptimizer.meshopt_encodeIndexBuffer(out, in));
    } finally {
      MemoryUtil.memFree(in);
      MemoryUtil.memFree(out);
    }
  }

  private static byte[] bytes(ByteBuffer buffer, long length) {
    if (length == 0) {
      throw new IllegalStateException("meshoptimizer: no room (expected: its own bound to do)");
    }
    byte[] bytes = new byte[Math.toIntExact(length)];
    buffer.get(0, bytes);
    return bytes;
  }
}
