package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StageTableTest {
  private final StringWriter text = new StringWriter();
  private final StageTable table =
      new StageTable(new PrintWriter(text), Path.of("a.png"), Path.of("a.glb"));

  @Test
  void accept_accepted_saysHowSureTheCutOutIs() {
    table.accept(
        GenerateResponse.newBuilder()
            .setStage("accepted")
            .setCache("miss")
            .setMaskConfidence(.426)
            .addWarnings("LOW_MASK_CONFIDENCE")
            .build());

    assertThat(text.toString().lines())
        .containsExactly(
            "a.png -> a.glb (cache: miss; cut-out: 43 % sure)", "warning: LOW_MASK_CONFIDENCE");
  }

  @Test
  void accept_cutShort_saysWhichStageItIs() {
    table.accept(
        GenerateResponse.newBuilder()
            .setStage("completed")
            .setDegraded(
                Degradation.newBuilder().setReason("DEADLINE").setStage("rough_mesh").build())
            .build());

    assertThat(text.toString().lines().findFirst())
        .contains("degraded: deadline; rough_mesh is the best stage that was finished");
  }
}
