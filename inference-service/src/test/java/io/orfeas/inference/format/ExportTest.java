package io.orfeas.inference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.format.ExportOptions.Compression;
import io.orfeas.inference.format.ExportOptions.OriginAt;
import io.orfeas.inference.mesh.TexturedMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportTest {
  private final TexturedMesh torus = ExportFixtures.texturedTorus(false);
  private final byte[] glb = GlbWriter.write(torus, ExportOptions.DEFAULT);

  @Test
  void export_theFormatsOwn_isTheSameAsNotSaid() {
    ExportOptions said =
        ExportOptions.DEFAULT.withUnits(LengthUnit.MILLIMETER).withUpAxis(UpAxis.Z);
    assertThat(new Export(MeshFormat.STL, said))
        .isEqualTo(new Export(MeshFormat.STL, ExportOptions.DEFAULT));
    assertThat(new Export(MeshFormat.PLY, said))
        .isNotEqualTo(new Export(MeshFormat.PLY, ExportOptions.DEFAULT));
  }

  @Test
  void export_whatTheFormatCannotDo_isRefused() {
    assertThatThrownBy(
            () ->
                new Export(
                    MeshFormat.GLB,
                    ExportOptions.DEFAULT.withUnits(LengthUnit.INCH).withUpAxis(UpAxis.Z)))
        .hasMessage(
            "units: in (expected: m, for glTF counts metres); "
                + "up_axis: z (expected: y, for glTF has +Y up)");
    assertThatThrownBy(
            () ->
                new Export(
                    MeshFormat.STL, ExportOptions.DEFAULT.withCompression(Compression.MESHOPT)))
        .hasMessage("compression: meshopt (expected: none, for stl)");
  }

  @ParameterizedTest
  @EnumSource(LengthUnit.class)
  void convert_plyInAnyUnit_hasTheSameSizeInTheWorld(LengthUnit unit) {
    ExportOptions options =
        ExportOptions.DEFAULT
            .withHeightMeters(2.0)
            .withOriginAt(OriginAt.BASE)
            .withUnits(unit)
            .withUpAxis(UpAxis.Z);
    byte[] ply = MeshConverter.convert(glb, new Export(MeshFormat.PLY, options));
    float[] box = box(ply);
    assertThat(box[2]).isZero();
    assertThat(box[5]).isCloseTo((float) (2 * unit.perMeter()), within(1e-3f));
    assertThat(new String(ply, 0, 120, StandardCharsets.ISO_8859_1))
        .contains("comment Orfeas; +Z up, -Y front; " + unit.wireName() + "; origin base\n");
  }

  @Test
  void convert_stlInInchesYUp_turnsNormalsToo() {
    ExportOptions options = ExportOptions.DEFAULT.withUpAxis(UpAxis.Y).withUnits(LengthUnit.INCH);
    byte[] standing = MeshConverter.convert(glb, new Export(MeshFormat.STL, options));
    byte[] lying = MeshConverter.convert(glb, new Export(MeshFormat.STL, ExportOptions.DEFAULT));
    ByteBuffer a = ByteBuffer.wrap(standing).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer b = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
    for (int triangle = 84; triangle < standing.length; triangle += 50) {
      for (int corner = 0; corner < 4; corner++) {
        int at = triangle + 12 * corner;
        float scale = corner == 0 ? 1 : 25.4f;
        assertThat(a.getFloat(at) * scale).isCloseTo(b.getFloat(at), within(1e-3f));
        assertThat(a.getFloat(at + 4) * scale).isCloseTo(b.getFloat(at + 8), within(1e-3f));
        assertThat(a.getFloat(at + 8) * scale).isCloseTo(-b.getFloat(at + 4), within(1e-3f));
      }
    }
  }

  @Test
  void preview_keepsThePlacementOnly() {
    Export export =
        new Export(
            MeshFormat.STL, ExportOptions.DEFAULT.withHeightMeters(.2).withUnits(LengthUnit.INCH));
    assertThat(export.preview())
        .isEqualTo(new Export(MeshFormat.GLB, ExportOptions.DEFAULT.withHeightMeters(.2)));
  }

  private static float[] box(byte[] ply) {
    String text = new String(ply, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("end_header\n") + 11;
    int count = Integer.parseInt(text.split("element vertex ", 2)[1].split("\n", 2)[0]);
    ByteBuffer in = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN);
    float[] positions = new float[3 * count];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = in.getFloat(body + i / 3 * 35 + i % 3 * 4);
    }
    return ExportPlacement.boundingBox(positions);
  }
}
