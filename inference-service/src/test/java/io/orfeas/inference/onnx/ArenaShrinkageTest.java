package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A real session on the processor, which has no arena of a GPU. */
class ArenaShrinkageTest {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  @Test
  void run_noSuchArena_goesOnWithout() throws Exception {
    ArenaShrinkage shrinkage = new ArenaShrinkage();

    assertThat(outputs(shrinkage, "depths")).isEqualTo(1);

    assertThat(shrinkage.isPossible()).isFalse();
    assertThat(outputs(shrinkage, "depths")).isEqualTo(1);
  }

  @Test
  void run_otherFailure_isNotTakenForIt() {
    ArenaShrinkage shrinkage = new ArenaShrinkage();

    assertThatThrownBy(() -> outputs(shrinkage, "nothing")).isInstanceOf(OrtException.class);

    assertThat(shrinkage.isPossible()).isTrue();
  }

  private int outputs(ArenaShrinkage shrinkage, String wanted) throws OrtException {
    String model = Fixtures.manifest().resolveSibling("depth2-fp32.onnx").toString();
    FloatBuffer picture = FloatBuffer.allocate(4 * 64 * 64);
    try (OrtSession session = environment.createSession(model);
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, picture, new long[] {1, 4, 64, 64});
        OrtSession.Result result =
            shrinkage.run(session, Map.of("picture", tensor), Set.of(wanted))) {
      return result.size();
    }
  }
}
