package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshHeadersTest {
  private final Metadata headers = new Metadata();

  @Test
  void put_cutShort_saysWhyAndWhichStageItIs() {
    Degradation why =
        Degradation.newBuilder().setReason("DEADLINE").setStage("voxel_preview").build();

    MeshHeaders.put(
        GenerateResponse.newBuilder().setResumeToken("token").setDegraded(why).build(), headers);

    assertThat(header("stage")).isEqualTo("voxel_preview");
    assertThat(header("degraded")).isEqualTo("DEADLINE");
    assertThat(header("resume-token")).isEqualTo("token");
  }

  @Test
  void put_whole_saysHowSureTheCutOutIs() {
    MeshHeaders.put(
        GenerateResponse.newBuilder()
            .setMaskConfidence(.25)
            .addWarnings("LOW_MASK_CONFIDENCE")
            .addWarnings("TOUCHES_BORDER")
            .build(),
        headers);

    assertThat(header("stage")).isEqualTo("final_optimized");
    assertThat(header("degraded")).isNull();
    assertThat(header("mask-confidence")).isEqualTo("0.25");
    assertThat(header("warnings")).isEqualTo("LOW_MASK_CONFIDENCE, TOUCHES_BORDER");
  }

  @Test
  void put_noWarnings_hasNoHeaderForThem() {
    MeshHeaders.put(GenerateResponse.getDefaultInstance(), headers);

    assertThat(header("warnings")).isNull();
  }

  private @Nullable String header(String name) {
    return headers.get(Metadata.Key.of("x-orfeas-" + name, Metadata.ASCII_STRING_MARSHALLER));
  }
}
