package io.orfeas.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.field.DepthMaps;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/**
 * A model run by ONNX Runtime: one session for each number format, and on a GPU a second one on the
 * processor once it is needed. Safe for concurrent use.
 */
final class OnnxModel implements DepthModel {
  /**
   * @see <a href="https://onnxruntime.ai/docs/get-started/with-c.html">ONNX Runtime: C</a>
   */
  private static final String SHRINK = "memory.enable_memory_arena_shrinkage";

  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final int threads;
  private final boolean onDevice;
  private final String provider;
  private final LongSupplier freeBytes;
  private final ArenaShrinkage onDeviceRuns = new ArenaShrinkage(true);
  private final ArenaShrinkage plainRuns = new ArenaShrinkage(false);
  private final Map<Precision, OrtSession> sessions = new EnumMap<>(Precision.class);
  private final Map<Precision, OrtSession> onProcessor = new EnumMap<>(Precision.class);
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(
      ModelManifest manifest,
      OrtEnvironment environment,
      int threads,
      String cudaRefusal,
      LongSupplier freeBytes) {
    this.manifest = manifest;
    this.environment = environment;
    this.threads = threads;
    this.onDevice = cudaRefusal.isEmpty();
    this.provider = onDevice ? "cuda" : "cpu (cuda refused: " + cudaRefusal + ")";
    this.freeBytes = freeBytes;
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
    String refusal = wantsDevice ? cudaRefusal() : "no GPU in use";
    OnnxModel model = new OnnxModel(manifest, environment, threads, refusal, freeBytes);
    try {
      manifest.variants().forEach(model::load);
      manifest.variants().keySet().forEach(model::tryOut);
      return model;
    } catch (RuntimeException refused) {
      model.close();
      throw refused;
    }
  }

  /** Where it runs, and why not on a GPU. */
  String provider() {
    return provider;
  }

  @Override
  public boolean isOnDevice() {
    return onDevice;
  }

  @Override
  public List<DepthMaps> run(
      List<float[]> pictures, int side, Precision precision, boolean device) {
    // A session that is closed under a run takes the process with it.
    use.readLock().lock();
    try {
      return run(session(precision, device), pictures, side, device && onDevice);
    } catch (OrtException failure) {
      if (device && onDevice && isOutOfMemory(failure)) {
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
      closed = true;
      for (Map<Precision, OrtSession> some : List.of(sessions, onProcessor)) {
        some.values().forEach(OnnxModel::close);
        some.clear();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private List<DepthMaps> run(OrtSession session, List<float[]> pictures, int side, boolean onGpu)
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
      if (result.get(0) instanceof OnnxTensor depths) {
        return depths(depths, pictures.size());
      }
      throw new ModelRefusedException(manifest.outputName() + ": no tensor (expected: one)");
    }
  }

  private List<DepthMaps> depths(OnnxTensor tensor, int pictures) {
    long[] shape = tensor.getInfo().getShape();
    boolean fits =
        shape.length == 4
            && shape[0] == pictures
            && shape[1] == 2
            && shape[2] == shape[3]
            && shape[2] > 1;
    FloatBuffer values = tensor.getFloatBuffer();
    if (!fits || values == null) {
      throw new ModelRefusedException(
          "%s: %s (expected: [%d, 2, S, S] floats)"
              .formatted(manifest.outputName(), Arrays.toString(shape), pictures));
    }
    int side = (int) shape[2];
    List<DepthMaps> all = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      float[] front = plane(values, side * side);
      float[] back = plane(values, side * side);
      all.add(new DepthMaps(side, front, back));
    }
    return all;
  }

  private float[] plane(FloatBuffer values, int size) {
    float[] plane = new float[size];
    values.get(plane);
    for (int i = 0; i < size; i++) {
      plane[i] *= manifest.outputScale();
    }
    return plane;
  }

  private void load(Precision precision, ModelManifest.Variant variant) {
    String name = String.valueOf(variant.file().getFileName());
    try {
      String actual = Sha256.of(variant.file());
      if (!actual.equals(variant.sha256())) {
        throw new ModelRefusedException(
            "%s: sha256 %s (expected: %s)".formatted(name, actual, variant.sha256()));
      }
      sessions.put(precision, create(variant, onDevice));
    } catch (IOException unreadable) {
      throw new ModelRefusedException(name + ": unreadable (expected: a model)", unreadable);
    } catch (OrtException damaged) {
      throw new ModelRefusedException(name + ": " + damaged.getMessage(), damaged);
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

  private synchronized OrtSession session(Precision precision, boolean device) throws OrtException {
    if (closed) {
      throw new IllegalStateException("model: closed (expected: open)");
    }
    Map<Precision, OrtSession> some = device || !onDevice ? sessions : onProcessor;
    OrtSession known = some.get(precision);
    if (known == null) {
      known = create(manifest.variants().get(precision), false);
      some.put(precision, known);
    }
    return known;
  }

  private OrtSession create(ModelManifest.Variant variant, boolean cuda) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setDeterministicCompute(true);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      if (cuda) {
        options.addCUDA(0);
      }
      return environment.createSession(variant.file().toString(), options);
    }
  }

  private static String cudaRefusal() {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.addCUDA(0);
      return "";
    } catch (OrtException refusal) {
      return String.valueOf(refusal.getMessage()).lines().findFirst().orElse("no reason given");
    }
  }

  private static boolean isOutOfMemory(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("failed to allocate memory") || message.contains("out of memory");
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException failure) {
      throw new IllegalStateException("model: " + failure.getMessage(), failure);
    }
  }
}
