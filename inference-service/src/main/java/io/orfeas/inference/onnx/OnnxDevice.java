package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** A GPU, as ONNX Runtime gets there; CUDA's in production. Safe for concurrent use. */
interface OnnxDevice {
  /**
   * Has sessions made on it.
   *
   * @throws OrtException where it is not to be had
   */
  void addTo(OrtSession.SessionOptions options) throws OrtException;

  /** Runs a session that was made on it. */
  OrtSession.Result run(OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs)
      throws OrtException;
}
