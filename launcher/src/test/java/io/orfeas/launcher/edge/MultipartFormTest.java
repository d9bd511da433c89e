package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.stream.StreamMessage;
import io.orfeas.launcher.edge.MultipartForm.Part;
import io.orfeas.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {
  private static final String BOUNDARY = "b0";

  @Test
  void read_asBrowsersSendIt_partsInOrder() {
    byte[] picture = {1, 13, 10, 45, 45, 98, 13, 10, 0};

    List<Part> parts =
        MultipartForm.read(Forms.withPicture(BOUNDARY, picture, "quality", "3"), BOUNDARY);

    assertThat(parts).extracting(Part::name).containsExactly("quality", "image");
    assertThat(parts.get(0).text()).isEqualTo("3");
    assertThat(parts.get(0).contentType()).isNull();
    assertThat(parts.get(1).content()).isEqualTo(picture);
    assertThat(parts.get(1).contentType()).isEqualTo("image/png");
  }

  /** Bytes that are almost a boundary, in every order, read as another reader reads them. */
  @Test
  void read_contentsLikeBoundaries_asArmeriaReadsThem() {
    Random random = new Random(7);
    byte[] alphabet = {'\r', '\n', '-', 'b', '1', 'x'};
    for (int round = 0; round < 2_000; round++) {
      byte[] content = new byte[random.nextInt(40)];
      for (int i = 0; i < content.length; i++) {
        content[i] = alphabet[random.nextInt(alphabet.length)];
      }
      byte[] form = Forms.withPicture(BOUNDARY, content, "size", "large");

      List<AggregatedBodyPart> expected =
          Multipart.from(BOUNDARY, StreamMessage.of(HttpData.wrap(form)))
              .aggregate()
              .join()
              .bodyParts();

      List<Part> parts = MultipartForm.read(form, BOUNDARY);
      assertThat(parts).hasSameSizeAs(expected);
      for (int i = 0; i < parts.size(); i++) {
        assertThat(parts.get(i).name()).isEqualTo(expected.get(i).name());
        assertThat(parts.get(i).content()).isEqualTo(expected.get(i).content().array());
      }
    }
  }

  @Test
  void read_damagedAnywhere_isReadOrRefused() {
    byte[] form = Forms.withPicture(BOUNDARY, new byte[] {1, 2, 3}, "quality", "3");
    Random random = new Random(8);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Arrays.copyOf(form, random.nextInt(form.length + 1));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(MultipartForm.read(damaged, BOUNDARY)).hasSizeLessThanOrEqualTo(2);
      } catch (Failure refused) {
        assertThat(refused.reason()).isEqualTo("MALFORMED_BODY");
      }
    }
  }

  @Test
  void read_whatIsOutsideTheBoundaries_isLeftOut() {
    List<Part> parts =
        read("before\r\n--b0 \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b0--after");

    assertThat(parts).extracting(Part::name).containsExactly("a");
    assertThat(parts.get(0).text()).isEqualTo("1");
  }

  @Test
  void read_emptyParts_areEmpty() {
    List<Part> parts = read("--b0\r\n\r\n\r\n--b0\r\nX: y\r\n\r\n--b0\r\n\r\n--b0--");

    assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part.content()).isEmpty());
    assertThat(parts).extracting(Part::name).containsOnly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--",
        "--b",
        "--b0",
        "--b0-",
        "--b0x\r\n",
        "--b0\r\nA: b",
        "--b0\r\nA: b\r\n\r\nrest",
        "--b0\r\nA: b\r\n\r\nrest\r\n--b0",
        "no boundary"
      })
  void read_malformed_isRefused(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("body: multipart, ")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void read_tooManyPartsOrTooLongAHead_isRefused() {
    assertThatThrownBy(() -> read("--b0\r\n\r\nx\r\n".repeat(129) + "--b0--"))
        .hasMessage("body: multipart, more parts (expected: at most 128)");
    assertThatThrownBy(() -> read("--b0\r\nX: " + "y".repeat(9_000) + "\r\n\r\nx\r\n--b0--"))
        .hasMessageContaining("8192 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 71})
  void read_boundaryOfNoUse_isRefused(int length) {
    assertThatThrownBy(() -> MultipartForm.read(new byte[100], "b".repeat(length)))
        .hasMessage(
            "body: multipart, boundary of %d characters (expected: 1..70)".formatted(length));
  }

  private static List<Part> read(String body) {
    return MultipartForm.read(body.getBytes(StandardCharsets.UTF_8), BOUNDARY);
  }
}
