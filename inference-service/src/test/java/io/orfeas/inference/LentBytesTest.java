package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LentBytesTest {
  private final byte[] bytes = {1, 2, 3, 4};

  @Test
  void of_oneWholeArray_isThatArray() {
    assertThat(LentBytes.of(UnsafeByteOperations.unsafeWrap(bytes))).isSameAs(bytes);
  }

  @Test
  void of_anythingElse_isACopyOfTheSameBytes() {
    ByteString whole = UnsafeByteOperations.unsafeWrap(bytes);
    ByteString rope = ByteString.copyFrom(new byte[200]).concat(ByteString.copyFrom(new byte[200]));
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(bytes).flip();

    assertThat(LentBytes.of(whole.substring(1, 3))).containsExactly(2, 3);
    assertThat(LentBytes.of(rope)).hasSize(400);
    assertThat(LentBytes.of(UnsafeByteOperations.unsafeWrap(direct))).containsExactly(1, 2, 3, 4);
    assertThat(LentBytes.of(ByteString.EMPTY)).isEmpty();
  }
}
