package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WholeBytesTest {
  @Test
  void of_oneArray_sharesIt() {
    byte[] bytes = {1, 2, 3};

    assertThat(WholeBytes.of(UnsafeByteOperations.unsafeWrap(bytes)).byteBuf().array())
        .isSameAs(bytes);
  }

  @Test
  void of_piecesOfAnyKind_holdsTheirBytesInOrder() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    ByteBuffer direct = ByteBuffer.allocateDirect(500).put(bytes, 500, 500).flip();
    ByteString rope =
        UnsafeByteOperations.unsafeWrap(bytes, 0, 500)
            .concat(UnsafeByteOperations.unsafeWrap(direct));

    assertThat(WholeBytes.of(rope).array()).isEqualTo(bytes);
    assertThat(WholeBytes.of(ByteString.EMPTY).isEmpty()).isTrue();
  }
}
