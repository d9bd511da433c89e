package io.orfeas.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's weights are loaded into: one session for each number format, and on a GPU a second
 * one on the processor once it is needed. Whoever closes it sees to it that nothing runs.
 */
final class OnnxSessions implements AutoCloseable {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final int threads;
  private final @Nullable OnnxDevice device;
  private final String provider;
  private final Map<Precision, OrtSession> sessions = new EnumMap<>(Precision.class);
  private final Map<Precision, OrtSession> onProcessor = new EnumMap<>(Precision.class);
  private boolean closed;

  private OnnxSessions(
      ModelManifest manifest,
      OrtEnvironment environment,
      int threads,
      @Nullable OnnxDevice device,
      String provider) {
    this.manifest = manifest;
    this.environment = environment;
    this.threads = threads;
    this.device = device;
    this.provider = provider;
  }

  /**
   * Checks the weights and loads them on a GPU.
   *
   * @param threads of the processor for one run, at least 1
   * @throws ModelRefusedException when a file is absent or not what the manifest says
   * @throws DeviceOutOfMemoryException when the device has no memory for them
   * @throws ModelDeviceException when it is not to be had, or refuses them
   */
  static OnnxSessions onDevice(
      ModelManifest manifest, OrtEnvironment environment, int threads, OnnxDevice device) {
    // Weights may be large: they are not read for a device that is not there.
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      device.addTo(options);
    } catch (OrtException refusal) {
      throw new ModelDeviceException(refusal);
    }
    return loaded(new OnnxSessions(manifest, environment, threads, device, "cuda"));
  }

  /**
   * Checks the weights and loads them on the processor.
   *
   * @param threads of the processor for one run, at least 1
   * @param refusal why not on a GPU
   * @throws ModelRefusedException when a file is absent or not what the manifest says
   */
  static OnnxSessions onProcessor(
      ModelManifest manifest, OrtEnvironment environment, int threads, String refusal) {
    String provider = "cpu (cuda refused: " + refusal + ")";
    return loaded(new OnnxSessions(manifest, environment, threads, null, provider));
  }

  private static OnnxSessions loaded(OnnxSessions loaded) {
    try {
      loaded.manifest.variants().forEach(loaded::load);
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
    return device != null;
  }

  /**
   * The session for a run.
   *
   * @param onGpu on the GPU where there is one, else on the processor
   */
  synchronized OrtSession get(Precision precision, boolean onGpu) throws OrtException {
    if (closed) {
      throw new IllegalStateException("model: closed (expected: open)");
    }
    Map<Precision, OrtSession> some = onGpu || device == null ? sessions : onProcessor;
    OrtSession known = some.get(precision);
    if (known == null) {
      known = create(manifest.variants().get(precision), null);
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
      sessions.put(precision, create(variant, device));
    } catch (IOException unreadable) {
      throw new ModelRefusedException(name + ": unreadable (expected: a model)", unreadable);
    } catch (OrtException failure) {
      if (device != null) {
        // Damaged weights fail again on the processor, and are refused there.
        throw OrtFailures.onDevice(failure, name);
      }
      throw new ModelRefusedException(name + ": " + failure.getMessage(), failure);
    }
  }

  private OrtSession create(ModelManifest.Variant variant, @Nullable OnnxDevice on)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setDeterministicCompute(true);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      if (on != null) {
        on.addTo(options);
      }
      return environment.createSession(variant.file().toString(), options);
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
