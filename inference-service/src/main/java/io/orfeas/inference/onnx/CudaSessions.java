package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** Sessions on the first CUDA device; what a run took is given back when it ends. */
final class CudaSessions implements OnnxDevice {
  private final ArenaShrinkage runs = new ArenaShrinkage();

  @Override
  public void addTo(OrtSession.SessionOptions options) throws OrtException {
    options.addCUDA(0);
  }

  @Override
  public OrtSession.Result run(
      OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs) throws OrtException {
    return runs.run(session, inputs, outputs);
  }
}
