package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTableTest {
  @Test
  void packed_anyCode_holdsItsFirstCornersAndItsTriangles() {
    for (int code = 0; code < 256; code++) {
      long packed = CellTable.PACKED[code];
      int start = CellTable.START[code];
      int count = CellTable.START[code + 1] - start;

      assertThat(packed >>> 4 * CellTable.PACKED_CORNERS).as("code %d", code).isEqualTo(count / 3);
      for (int i = 0; i < Math.min(count, CellTable.PACKED_CORNERS); i++) {
        assertThat((int) (packed >>> 4 * i) & 15)
            .as("code %d, corner %d", code, i)
            .isEqualTo(CellTable.CORNERS[start + i]);
      }
    }
  }
}
