package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.pipeline.RequestKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PictureDigestsTest {
  private static final int ROOM = 1 << 20;

  /** The polynomial of CRC-32C as it lies in a message: whoever adds it keeps the sum. */
  private static final long POLYNOMIAL = 1 | 0x82F63B78L << 1;

  private final PictureDigests digests = new PictureDigests(ROOM);

  @Test
  void of_anySizeFirstAndAgain_isTheDigest() {
    for (int size : new int[] {1, 8191, 8192, 8193, 100_000, ROOM / 4, ROOM / 4 + 1}) {
      byte[] picture = picture(size);
      String expected = RequestKey.sha256(picture);
      assertThat(digests.of(picture)).as("%d bytes", size).isEqualTo(expected);
      assertThat(digests.of(picture.clone())).as("%d bytes again", size).isEqualTo(expected);
    }
  }

  @Test
  void of_otherPictureWithTheSameChecksum_isNotMistaken() {
    byte[] one = picture(20_000);
    byte[] other = one.clone();
    ByteBuffer bytes = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(9_000, bytes.getLong(9_000) ^ POLYNOMIAL);
    assertThat(checksum(other)).isEqualTo(checksum(one));
    for (byte[] picture : new byte[][] {one, other, other, one}) {
      assertThat(digests.of(picture)).isEqualTo(RequestKey.sha256(picture));
    }
  }

  @Test
  void of_morePicturesThanFit_keepsWithinTheRoom() {
    for (int i = 0; i < 50; i++) {
      digests.of(picture(100_000 + i));
    }
    assertThat(digests.bytes()).isBetween(ROOM - 101_000L, (long) ROOM);
  }

  private static byte[] picture(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static long checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }
}
