package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.SampledField;
import io.orfeas.inference.image.Cutout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldExtractorTest {

  @Test
  void extract_ball_hasItsVolumeAndShape() {
    for (int side : new int[] {9, 63, 64, 65, 128, 130}) {
      TriangleMesh mesh = FieldExtractor.extract(TestFields.ball(side, 0.4));
      MeshAudit audit = MeshAudit.of(mesh);
      double cell = 1 / (Cutout.FILL * (side - 1));
      assertThat(audit.isSolid()).as("side %d: %s", side, audit).isTrue();
      assertThat(audit.euler()).isEqualTo(2);
      assertThat(audit.signedVolume())
          .isCloseTo(4.0 / 3 * Math.PI * 0.064, within(3 * cell * cell + 1e-3));
      for (int i = 0; i < mesh.positions().length; i += 3) {
        float[] p = mesh.positions();
        assertThat(Math.sqrt(p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2]))
            .isCloseTo(0.4, within(cell * cell + 0.01 * cell + 1e-4));
      }
    }
  }

  @Test
  void extract_nearTheSurfaceOnly_isTheSameBitByBit() {
    for (int side : new int[] {2, 3, 5, 16, 33, 64, 65, 97}) {
      SampledField scene = TestFields.peerScene(side);
      TriangleMesh band = FieldExtractor.extract(scene);
      TriangleMesh all = FieldExtractor.extractAll(scene);
      assertThat(band.positions()).as("side %d", side).isEqualTo(all.positions());
      assertThat(band.triangles()).as("side %d", side).isEqualTo(all.triangles());
    }
  }

  /**
   * Only the block that a speck lies in is read; where it lies at its face, some of its edges end
   * in blocks that are not.
   */
  @Test
  void extract_specksWhereverInTheirBlock_areTheSameBitByBit() {
    for (int at = 0; at < 64; at++) {
      SampledField speck = TestFields.speck(20, 8 + at % 4, 8 + at / 4 % 4, 8 + at / 16);
      TriangleMesh band = FieldExtractor.extract(speck);
      assertThat(MeshAudit.of(band).isSolid()).as("speck %d", at).isTrue();
      TriangleMesh all = FieldExtractor.extractAll(speck);
      assertThat(band.positions()).as("speck %d", at).isEqualTo(all.positions());
      assertThat(band.triangles()).as("speck %d", at).isEqualTo(all.triangles());
    }
  }

  @Test
  void extract_solidCutByTheBorder_isClosedAndTheSameBitByBit() {
    // 266: blocks near and inside on both sides of a word's end, in rows longer than one word.
    for (int side : new int[] {8, 30, 33, 66, 266}) {
      SampledField large = TestFields.ball(side, 0.68);
      TriangleMesh band = FieldExtractor.extract(large);
      TriangleMesh all = FieldExtractor.extractAll(large);
      assertThat(MeshAudit.of(band).isSolid()).as("side %d", side).isTrue();
      assertThat(band.positions()).as("side %d", side).isEqualTo(all.positions());
      assertThat(band.triangles()).as("side %d", side).isEqualTo(all.triangles());
    }
  }

  @Test
  void extract_noise_isSolid() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int side = 2 + random.nextInt(30);
      float[] values = new float[side * side * side];
      for (int i = 0; i < values.length; i++) {
        values[i] = oddValue(random);
      }
      TriangleMesh mesh =
          FieldExtractor.extract(new SampledField(side, values, Float.POSITIVE_INFINITY));
      MeshAudit audit = MeshAudit.of(mesh);
      assertThat(mesh.triangleCount() == 0 || audit.isSolid())
          .as("seed %d, side %d: %s", seed, side, audit)
          .isTrue();
    }
  }

  /** As many patterns as there are cells, in rows that end before, at and after a word's end. */
  @Test
  void extract_noiseLongerThanAWord_isSolidAndTheSameNearTheSurface() {
    for (int side : new int[] {63, 64, 65, 66, 67, 127, 128}) {
      Random random = new Random(side);
      float[] values = new float[side * side * side];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
      SampledField field = new SampledField(side, values, 1);
      TriangleMesh all = FieldExtractor.extractAll(field);
      TriangleMesh near = FieldExtractor.extract(field);

      assertThat(near.triangles()).as("side %d", side).isEqualTo(all.triangles());
      assertThat(near.positions()).as("side %d", side).isEqualTo(all.positions());
      if (side < 100) {
        assertThat(MeshAudit.of(all).isSolid()).as("side %d", side).isTrue();
      }
    }
  }

  private static float oddValue(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> 0f;
      case 1 -> -0f;
      case 2 -> Float.NaN;
      case 3 -> Float.NEGATIVE_INFINITY;
      case 4 -> Float.POSITIVE_INFINITY;
      case 5 -> -Float.MAX_VALUE;
      case 6 -> Float.MIN_VALUE;
      default -> random.nextFloat() - 0.5f;
    };
  }

  @Test
  void extract_everythingInside_closesBesideTheBorder() {
    float[] values = new float[20 * 20 * 20];
    Arrays.fill(values, -1);
    TriangleMesh mesh = FieldExtractor.extract(new SampledField(20, values, 0.01f));
    assertThat(MeshAudit.of(mesh).isSolid()).isTrue();
    assertThat(MeshAudit.of(mesh).euler()).isEqualTo(2);
  }

  @Test
  void extract_nothingInside_isEmpty() {
    float[] border = new float[8];
    Arrays.fill(border, -1);
    SampledField nothing = new SampledField(9, new float[729], Float.POSITIVE_INFINITY);
    assertThat(FieldExtractor.extract(new SampledField(2, border, 1)).triangleCount()).isZero();
    assertThat(FieldExtractor.extract(nothing).triangleCount()).isZero();
  }

  @Test
  void extract_finerLattice_readsInProportionToTheSurface() {
    long coarse = valuesRead(64);
    long fine = valuesRead(256);
    // Four times as fine: 16 times the surface, 64 times the volume.
    assertThat(fine).isLessThan(20 * coarse).isLessThan(256L * 256 * 256 / 8);
  }

  private static long valuesRead(int side) {
    FieldBand band = new FieldBand(TestFields.peerScene(side));
    FieldSlice slice = new FieldSlice(side);
    for (int z = 0; z < side; z++) {
      band.read(z, slice);
    }
    return band.valuesRead();
  }

  @Test
  void fieldSlice_anySide_hasACellFewerThanPointsInARow() {
    for (int side : new int[] {2, 63, 64, 65, 128, 129, 256, 257}) {
      int cells = Arrays.stream(new FieldSlice(side).cells).mapToInt(Long::bitCount).sum();
      assertThat(cells).as("side %d", side).isEqualTo(side - 1);
    }
  }

  @Test
  void sampledField_outOfRange_isRefused() {
    assertThatThrownBy(() -> new SampledField(3, new float[26], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("26 values");
    assertThatThrownBy(() -> new SampledField(2, new float[8], Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steepness");
  }
}
