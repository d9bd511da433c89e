package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {
  /** Stored rows "AB", "CD", "EF", as colours 'A'..'F'. */
  private static final RgbaImage STORED =
      new RgbaImage(2, 3, new int[] {'A', 'B', 'C', 'D', 'E', 'F'});

  @ParameterizedTest
  @CsvSource({
    "1,AB CD EF",
    "2,BA DC FE",
    "3,FE DC BA",
    "4,EF CD AB",
    "5,ACE BDF",
    "6,ECA FDB",
    "7,FDB ECA",
    "8,BDF ACE",
    "0,AB CD EF",
    "9,AB CD EF"
  })
  void applyTo_eachValue_turnsUpright(int value, String rows) {
    RgbaImage upright = Orientation.ofValue(value).applyTo(STORED);

    String[] expected = rows.split(" ");
    assertThat(upright.height()).isEqualTo(expected.length);
    StringBuilder seen = new StringBuilder();
    for (int argb : upright.argb()) {
      seen.append((char) argb);
    }
    assertThat(seen).hasToString(String.join("", expected));
  }

  @Test
  void ofTiff_damagedBlock_isUpright() {
    byte[] block = {'I', 'I', 42, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    assertThat(Orientation.ofTiff(block, 0, block.length)).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.ofTiff(block, 0, 3)).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.ofTiff(new byte[0], 0, 0)).isEqualTo(Orientation.UPRIGHT);
  }
}
