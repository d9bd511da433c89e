package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/** A model run by ONNX Runtime. Safe for concurrent use. */
final class OnnxModel implements ShapeModel {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final OnnxSessions sessions;
  private final ModelOutput output;
  private final LongSupplier freeBytes;
  private final ArenaShrinkage onDeviceRuns = new ArenaShrinkage(true);
  private final ArenaShrinkage plainRuns = new ArenaShrinkage(false);
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private OnnxModel(
      ModelManifest manifest,
      OrtEnvironment environment,
      OnnxSessions sessions,
      LongSupplier freeBytes) {
    this.manifest = manifest;
    this.environment = environment;
    this.sessions = sessions;
    this.freeBytes = freeBytes;
    output = manifest.kind().output(manifest);
  }

  /**
   * Checks the weights, loads them, and runs each once.
   *
   * @param threads of the processor for one run, at least 1
   * @param wantsDevice whether to try a GPU
   * @param freeBytes on the device now, for messages
   * @throws ModelRefusedException when a file is absent or not what the manifest says, or the model
   *     does not do what the manifest says
   * @throws LinkageError without ONNX Runtime
   */
  static OnnxModel open(
      ModelManifest manifest, int threads, boolean wantsDevice, LongSupplier freeBytes) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OnnxSessions sessions = OnnxSessions.open(manifest, environment, threads, wantsDevice);
    OnnxModel model = new OnnxModel(manifest, environment, sessions, freeBytes);
    try {
      manifest.variants().keySet().forEach(model::tryOut);
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
      List<float[]> pictures, int side, Precision precision, boolean device) {
    boolean onGpu = device && isOnDevice();
    // A session that is closed under a run takes the process with it.
    use.readLock().lock();
    try {
      return run(sessions.get(precision, device), pictures, side, onGpu);
    } catch (OrtException failure) {
      if (onGpu && isOutOfMemory(failure)) {
        long plane = (long) side * side * Float.BYTES * manifest.input().channels();
        throw new DeviceOutOfMemoryException(
            Math.max(plane, manifest.sampleBytes()) * pictures.size(), freeBytes.getAsLong());
      }
      throw new IllegalStateException("model: " + failure.getMessage(), failure);
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

  private List<ShapeGuess> run(OrtSession session, List<float[]> pictures, int side, boolean onGpu)
      throws OrtException {
    int size = manifest.input().channels() * side * side;
    FloatBuffer all = FloatBuffer.allocate(pictures.size() * size);
    pictures.forEach(all::put);
    long[] shape = {pictures.size(), manifest.input().channels(), side, side};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, all.flip(), shape);
        OrtSession.Result result =
            (onGpu ? onDeviceRuns : plainRuns)
                .run(
                    session,
                    Map.of(manifest.input().name(), tensor),
                    Collections.singleton(manifest.outputName()))) {
      return output.read(result.get(0), pictures.size());
    }
  }

  /** A model that does something else than its manifest says fails now, and not at a user. */
  private void tryOut(Precision precision) {
    int side = manifest.input().side();
    float[] blank = new float[manifest.input().channels() * side * side];
    int pictures = Math.min(2, manifest.maxBatch());
    try {
      run(Collections.nCopies(pictures, blank), side, precision, true);
    } catch (IllegalStateException | DeviceOutOfMemoryException failure) {
      String message = precision.wireName() + ": " + failure.getMessage();
      throw new ModelRefusedException(message, failure);
    }
  }

  private static boolean isOutOfMemory(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("failed to allocate memory") || message.contains("out of memory");
  }
}
