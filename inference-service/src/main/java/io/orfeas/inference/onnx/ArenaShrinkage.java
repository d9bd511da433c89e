package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/**
 * Runs a session so that the device memory it took is given back when it ends: it is the run's for
 * as long as it is reserved, and then anybody's. Where ONNX Runtime's allocator cannot do that,
 * runs keep what they took. Safe for concurrent use.
 *
 * @see <a href="https://onnxruntime.ai/docs/get-started/with-c.html">ONNX Runtime: C</a>
 */
final class ArenaShrinkage {
  private static final String KEY = "memory.enable_memory_arena_shrinkage";
  private static final String DEVICE = "gpu:0";

  private volatile boolean possible = true;

  /** Whether runs give their memory back, as far as is known. */
  boolean isPossible() {
    return possible;
  }

  OrtSession.Result run(OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs)
      throws OrtException {
    if (possible) {
      try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
        options.addRunConfigEntry(KEY, DEVICE);
        return session.run(inputs, outputs, options);
      } catch (OrtException failure) {
        if (!isUnknownArena(failure)) {
          throw failure;
        }
        possible = false;
      }
    }
    return session.run(inputs, outputs);
  }

  private static boolean isUnknownArena(OrtException failure) {
    return failure.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT
        && String.valueOf(failure.getMessage()).contains("arena");
  }
}
