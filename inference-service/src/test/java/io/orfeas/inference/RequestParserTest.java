package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.runtime.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which requests are one and the same: those that mean the same, however they say it. */
class RequestParserTest {
  private static final byte[] PICTURE = {1, 2, 3};
  private static final GenerateRequest BARE =
      GenerateRequest.newBuilder().setImage(image(PICTURE)).build();

  /** Every parameter that has a default, said as it would be understood. */
  private static final List<Consumer<GenerateRequest.Builder>> DEFAULTS =
      List.of(
          request -> request.setQuality(GenerationOptions.DEFAULT_QUALITY),
          request -> request.setSize("medium"),
          request -> request.setStyle("realistic"),
          request -> request.setEstimator("classical"),
          request -> request.setSymmetryMode("auto"),
          request -> request.setDepthScale(1),
          request -> request.setSeed(0),
          request -> request.setMaxTriangles(triangles()),
          request -> request.setImageSha256(new PictureDigests(1 << 20).of(PICTURE)));

  private final RequestParser parser =
      new RequestParser(
          ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best()),
          1 << 20,
          new PictureDigests(1 << 20));

  @Test
  void key_defaultsOmittedOrExplicit_isTheSame() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      GenerateRequest.Builder request = BARE.toBuilder();
      DEFAULTS.forEach(explicit -> maybe(random, explicit, request));

      assertThat(key(request.build())).as("%s", request).isEqualTo(key(BARE));
    }
  }

  @Test
  void key_parametersInAnyOrder_isTheSame() throws Exception {
    GenerateRequest request =
        BARE.toBuilder()
            .setQuality(3)
            .setStyle("low_poly")
            .setSeed(7)
            .setDepthScale(1.5)
            .setMaxTriangles(900)
            .setSize("small")
            .build();
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      GenerateRequest shuffled = GenerateRequest.parseFrom(shuffled(request, random));

      assertThat(key(shuffled)).isEqualTo(key(request));
    }
  }

  static Stream<Consumer<GenerateRequest.Builder>> meanings() {
    return Stream.of(
        request -> request.setQuality(8),
        request -> request.setSize("large"),
        request -> request.setStyle("stylized"),
        request -> request.setSymmetryMode("off"),
        request -> request.setDepthScale(1.25),
        request -> request.setSeed(1),
        request -> request.setMaxTriangles(triangles() + 1),
        request -> request.setImage(image(new byte[] {1, 2, 4})));
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void key_otherMeaning_isAnother(Consumer<GenerateRequest.Builder> change) {
    GenerateRequest.Builder request = BARE.toBuilder();
    change.accept(request);

    assertThat(key(request.build())).isNotEqualTo(key(BARE));
  }

  @Test
  void key_onlyTheAnswerDiffers_isTheSame() {
    GenerateRequest request =
        BARE.toBuilder()
            .setFormat("stl")
            .setUnits("mm")
            .setUpAxis("z")
            .setOriginAt("base")
            .setHeightM(0.3)
            .setInlineArtifacts(true)
            .setPriority(1)
            .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(9))
            .build();

    assertThat(key(request)).isEqualTo(key(BARE));
  }

  @Test
  void run_digestInsteadOfThePicture_isTheSameKeyWithNothingToCompute() {
    GenerateRequest named =
        GenerateRequest.newBuilder()
            .setImageSha256(new PictureDigests(1 << 20).of(PICTURE))
            .build();

    assertThat(key(named)).isEqualTo(key(BARE));
    assertThat(parser.run(named, Duration.ofHours(1)).image()).isNull();
  }

  @Test
  void run_method_namesEstimatorAndVersion() {
    assertThat(parser.run(BARE, Duration.ofHours(1)).method()).isEqualTo("classical@classical-2");
  }

  @Test
  void run_severalWrongParameters_areToldTogether() {
    GenerateRequest request = BARE.toBuilder().setQuality(11).setSize("huge").build();

    assertThatThrownBy(() -> key(request))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("quality: 11 (expected: 1..10)")
        .hasMessageContaining("size: huge");
  }

  private String key(GenerateRequest request) {
    return parser.run(request, Duration.ofHours(1)).key();
  }

  private static void maybe(
      Random random, Consumer<GenerateRequest.Builder> change, GenerateRequest.Builder request) {
    if (random.nextBoolean()) {
      change.accept(request);
    }
  }

  /** The same message, its fields in another order on the wire. */
  private static ByteString shuffled(Message message, Random random) throws IOException {
    List<Map.Entry<FieldDescriptor, Object>> fields =
        new ArrayList<>(message.getAllFields().entrySet());
    Collections.shuffle(fields, random);
    ByteString.Output bytes = ByteString.newOutput();
    for (Map.Entry<FieldDescriptor, Object> field : fields) {
      DynamicMessage.newBuilder(message.getDescriptorForType())
          .setField(field.getKey(), field.getValue())
          .build()
          .writeTo(bytes);
    }
    return bytes.toByteString();
  }

  private static int triangles() {
    return GenerationOptions.defaultTriangles(GenerationOptions.DEFAULT_QUALITY, Style.REALISTIC);
  }

  private static HttpBody image(byte[] bytes) {
    return HttpBody.newBuilder().setData(ByteString.copyFrom(bytes)).build();
  }
}
