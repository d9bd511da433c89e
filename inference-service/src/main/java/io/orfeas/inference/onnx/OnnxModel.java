package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A model run by ONNX Runtime. Safe for concurrent use. */
final class OnnxModel implements ShapeModel {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final OnnxSessions sessions;
  private final ModelOutput output;
  private final @Nullable OnnxDevice device;
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private OnnxModel(
      ModelManifest manifest,
      OrtEnvironment environment,
      OnnxSessions sessions,
      @Nullable OnnxDevice device) {
    this.manifest = manifest;
    this.environment = environment;
    this.sessions = sessions;
    this.device = device;
    output = manifest.kind().output(manifest);
  }

  /**
   * Checks the weights, loads them, and runs each once; on the processor where the device cannot do
   * it, be it for lack of memory.
   *
   * @param threads of the processor for one run, at least 1
   * @param device a GPU to try
   * @throws ModelRefusedException when a file is absent or not what the manifest says, or the model
   *     does not do what the manifest says
   * @throws LinkageError without ONNX Runtime
   */
  static OnnxModel open(ModelManifest manifest, int threads, Optional<OnnxDevice> device) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    String refusal = "no GPU in use";
    if (device.isPresent()) {
      try {
        OnnxDevice gpu = device.get();
        return tried(
            new OnnxModel(
                manifest,
                environment,
                OnnxSessions.onDevice(manifest, environment, threads, gpu),
                gpu));
      } catch (DeviceOutOfMemoryException | DeviceFailureException failure) {
        refusal = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
      }
    }
    return tried(
        new OnnxModel(
            manifest,
            environment,
            OnnxSessions.onProcessor(manifest, environment, threads, refusal),
            null));
  }

  private static OnnxModel tried(OnnxModel model) {
    try {
      model.manifest.variants().keySet().forEach(model::tryOut);
      return model;
    } catch (RuntimeException refused) {
      model.close();
      throw refused;
    }
  }

  /** Where it runs, and why not on a GPU. */
  String provider() {
    return sessions.provider();
  }

  @Override
  public boolean isOnDevice() {
    return sessions.areOnDevice();
  }

  @Override
  public List<ShapeGuess> run(
      List<float[]> pictures, int side, Precision precision, boolean onDevice) {
    OnnxDevice gpu = onDevice ? device : null;
    // A session that is closed under a run takes the process with it.
    use.readLock().lock();
    try {
      return run(sessions.get(precision, onDevice), pictures, side, gpu);
    } catch (OrtException failure) {
      throw gpu == null
          ? OrtFailures.onProcessor(failure)
          : OrtFailures.onDevice(
              failure, "%d pictures of %d pixels".formatted(pictures.size(), side));
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      sessions.close();
    } finally {
      use.writeLock().unlock();
    }
  }

  private List<ShapeGuess> run(
      OrtSession session, List<float[]> pictures, int side, @Nullable OnnxDevice gpu)
      throws OrtException {
    int size = manifest.input().channels() * side * side;
    FloatBuffer all = FloatBuffer.allocate(pictures.size() * size);
    pictures.forEach(all::put);
    long[] shape = {pictures.size(), manifest.input().channels(), side, side};
    Set<String> wanted = Set.of(manifest.outputName());
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, all.flip(), shape)) {
      Map<String, OnnxTensor> inputs = Map.of(manifest.input().name(), tensor);
      try (OrtSession.Result result =
          gpu == null ? session.run(inputs, wanted) : gpu.run(session, inputs, wanted)) {
        return output.read(result.get(0), pictures.size());
      }
    }
  }

  /**
   * A model that does something else than its manifest says fails now, and not at a user. What a
   * device fails at may yet work on the processor.
   */
  private void tryOut(Precision precision) {
    int side = manifest.input().side();
    float[] blank = new float[manifest.input().channels() * side * side];
    int pictures = Math.min(2, manifest.maxBatch());
    try {
      run(Collections.nCopies(pictures, blank), side, precision, true);
    } catch (IllegalStateException | DeviceOutOfMemoryException failure) {
      if (device != null) {
        throw failure;
      }
      String message = precision.wireName() + ": " + failure.getMessage();
      throw new ModelRefusedException(message, failure);
    }
  }
}
