package io.orfeas.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a model's weights are loaded into: one session for each number format, and on a GPU a second
 * one on the processor once it is needed. Whoever closes it sees to it that nothing runs.
 */
final class OnnxSessions implements AutoCloseable {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final int threads;
  private final boolean onDevice;
  private final String provider;
  private final Map<Precision, OrtSession> sessions = new EnumMap<>(Precision.class);
  private final Map<Precision, OrtSession> onProcessor = new EnumMap<>(Precision.class);
  private boolean closed;

  private OnnxSessions(
      ModelManifest manifest, OrtEnvironment environment, int threads, String cudaRefusal) {
    this.manifest = manifest;
    this.environment = environment;
    this.threads = threads;
    onDevice = cudaRefusal.isEmpty();
    provider = onDevice ? "cuda" : "cpu (cuda refused: " + cudaRefusal + ")";
  }

  /**
   * Checks the weights and loads them.
   *
   * @param threads of the processor for one run, at least 1
   * @param wantsDevice whether to try a GPU
   * @throws ModelRefusedException when a file is absent or not what the manifest says
   */
  static OnnxSessions open(
      ModelManifest manifest, OrtEnvironment environment, int threads, boolean wantsDevice) {
    String refusal = wantsDevice ? cudaRefusal() : "no GPU in use";
    OnnxSessions loaded = new OnnxSessions(manifest, environment, threads, refusal);
    try {
      manifest.variants().forEach(loaded::load);
      return loaded;
    } catch (RuntimeException refused) {
      loaded.close();
      throw refused;
    }
  }

  /** Where they run, and why not on a GPU. */
  String provider() {
    return provider;
  }

  /** Whether there are any on a GPU. */
  boolean areOnDevice() {
    return onDevice;
  }

  /**
   * The session for a run.
   *
   * @param device on the GPU where there is one, else on the processor
   */
  synchronized OrtSession get(Precision precision, boolean device) throws OrtException {
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

  @Override
  public synchronized void close() {
    closed = true;
    for (Map<Precision, OrtSession> some : List.of(sessions, onProcessor)) {
      some.values().forEach(OnnxSessions::close);
      some.clear();
    }
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

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException failure) {
      throw new IllegalStateException("model: " + failure.getMessage(), failure);
    }
  }
}
