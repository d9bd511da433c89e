package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.ExportOptions.Compression;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/** Compressed files, unpacked again by meshoptimizer's own decoder. */
class MeshoptTest {
  private static final ExportOptions PACKED =
      ExportOptions.DEFAULT.withCompression(Compression.MESHOPT);

  private final TexturedMesh torus = ExportFixtures.texturedTorus(true);
  private final byte[] glb = GlbWriter.write(torus, PACKED);
  private final GlbNode root = GlbWriterTest.json(glb);

  @Test
  void write_meshopt_isSmallerAndNamesWhatItNeeds() {
    byte[] quantized =
        GlbWriter.write(torus, ExportOptions.DEFAULT.withCompression(Compression.QUANTIZE));

    assertThat(geometryBytes(glb)).isLessThan(geometryBytes(quantized) * 2 / 3);
    assertThat(root.at("extensionsRequired").at(0).text()).isEqualTo("KHR_mesh_quantization");
    assertThat(root.at("extensionsRequired").at(1).text()).isEqualTo("EXT_meshopt_compression");
    assertThat(root.at("buffers").at(1).has("uri")).isFalse();
  }

  @Test
  void write_meshopt_decodesToTheSameSolid() {
    GlbNode primitive = root.at("meshes").only().at("primitives").only();
    ByteBuffer positions = decoded(primitive.at("attributes").at("POSITION"), 8);
    ByteBuffer indices = decoded(primitive.at("indices"), 2);
    float[] points = new float[positions.capacity() / 8 * 3];
    double step = root.at("nodes").only().at("scale").at(0).number();
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) ((positions.getShort(i / 3 * 8 + i % 3 * 2) & 0xFFFF) * step);
    }
    int[] triangles = new int[indices.capacity() / 2];
    for (int i = 0; i < triangles.length; i++) {
      triangles[i] = indices.getShort(2 * i) & 0xFFFF;
    }

    MeshAudit audit = MeshAudit.of(new TriangleMesh(points, triangles));
    MeshAudit before = MeshAudit.of(torus.geometry());

    assertThat(audit.isSolid()).as(audit.toString()).isTrue();
    assertThat(audit.euler()).isEqualTo(before.euler());
    assertThat(audit.vertices()).isEqualTo(before.vertices());
    assertThat(audit.triangles()).isEqualTo(before.triangles());
    assertThat(audit.signedVolume() / before.signedVolume()).isBetween(.999, 1.001);
  }

  @Test
  void write_meshopt_usesTheVersionsThatReadersKnow() {
    GlbNode views = root.at("bufferViews");
    for (int i = 0; i < 5; i++) {
      GlbNode packed = views.at(i).at("extensions").at(MeshoptCodec.EXTENSION);
      int header = glb[binStart() + packed.at("byteOffset").integer(1 << 30)] & 0xFF;
      boolean triangles = packed.at("mode").text().equals("TRIANGLES");
      assertThat(header).as(packed.path()).isEqualTo(triangles ? 0xE1 : 0xA0);
    }
  }

  @Test
  void write_meshoptTwice_givesTheSameBytes() {
    assertThat(GlbWriter.write(torus, PACKED)).isEqualTo(glb);
  }

  @Test
  void write_generation_isRecordedAndRead() {
    Map<String, Object> generation =
        Map.of("stage", "final_optimized", "quality", 7, "depth_scale", 1.5, "symmetric", true);

    byte[] file = GlbWriter.write(torus, ExportOptions.DEFAULT, generation);
    byte[] moved =
        MeshConverter.convert(
            file, new Export(MeshFormat.GLB, PACKED.withOriginAt(ExportOptions.OriginAt.BASE)));

    GlbNode kept = GlbWriterTest.json(moved).at("asset").at("extras").at("generation");
    kept.at("stage").requireText("final_optimized");
    kept.at("quality").requireInteger(7);
    assertThat(kept.at("depth_scale").number()).isEqualTo(1.5);
    assertThat(kept.at("symmetric").value()).isEqualTo(true);
  }

  private ByteBuffer decoded(GlbNode index, int elementBytes) {
    GlbNode accessor = root.at("accessors").at(index.integer(100));
    GlbNode view = root.at("bufferViews").at(accessor.at("bufferView").integer(100));
    GlbNode packed = view.at("extensions").at(MeshoptCodec.EXTENSION);
    int count = packed.at("count").integer(1 << 30);
    packed.at("byteStride").requireInteger(elementBytes);
    ByteBuffer out = ByteBuffer.allocateDirect(count * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] bytes = new byte[packed.at("byteLength").integer(1 << 30)];
    System.arraycopy(
        glb, binStart() + packed.at("byteOffset").integer(1 << 30), bytes, 0, bytes.length);
    ByteBuffer in = MemoryUtil.memAlloc(bytes.length).put(bytes).flip();
    int error =
        packed.at("mode").text().equals("TRIANGLES")
            ? MeshOptimizer.meshopt_decodeIndexBuffer(out, count, elementBytes, in)
            : MeshOptimizer.meshopt_decodeVertexBuffer(out, count, elementBytes, in);
    MemoryUtil.memFree(in);
    assertThat(error).isZero();
    return out;
  }

  private int binStart() {
    return 28 + ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
  }

  /** What the file holds besides its pictures. */
  private static int geometryBytes(byte[] glb) {
    GlbNode root = GlbWriterTest.json(glb);
    int pictures = 0;
    for (int i = 0; i < 2; i++) {
      GlbNode view =
          root.at("bufferViews").at(root.at("images").at(i).at("bufferView").integer(100));
      pictures += view.at("byteLength").integer(1 << 30);
    }
    return root.at("buffers").at(0).at("byteLength").integer(1 << 30) - pictures;
  }
}
