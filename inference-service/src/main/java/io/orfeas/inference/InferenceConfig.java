package io.orfeas.inference;

import io.orfeas.inference.gpu.Devices;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.ServerSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * Settings of the inference service, read once from the environment.
 *
 * @param server where it listens
 * @param cacheTarget {@code host:port} of the cache-service
 * @param telemetryTarget {@code host:port} of the telemetry-service
 * @param replica name of this replica, in leases and telemetry
 * @param slots computations at once
 * @param queueCapacity computations that may wait
 * @param maxFollowers callers at once that follow a run of another replica
 * @param maxJobs generations at once that are followed in place of their callers
 * @param cacheDeadline of every cache call that moves no blob
 * @param artifactMemoryBytes mesh files kept in memory
 * @param pictureMemoryBytes pictures kept in memory, to know them again
 * @param imageLimits largest picture accepted
 * @param device the compute device to use
 * @param model the shape estimator with learned weights
 */
public record InferenceConfig(
    ServerSettings server,
    String cacheTarget,
    String telemetryTarget,
    String replica,
    int slots,
    int queueCapacity,
    int maxFollowers,
    int maxJobs,
    Duration cacheDeadline,
    long artifactMemoryBytes,
    long pictureMemoryBytes,
    ImageLimits imageLimits,
    Devices.Wanted device,
    ModelSettings model) {

  /** Reads the settings; problems are noted in {@code env}. */
  public static InferenceConfig read(Env env) {
    return new InferenceConfig(
        ServerSettings.read(env, "ORFEAS_INFERENCE", 9091),
        env.string("ORFEAS_CACHE_TARGET", "127.0.0.1:9092"),
        env.string("ORFEAS_TELEMETRY_TARGET", "127.0.0.1:9093"),
        env.string("ORFEAS_REPLICA", "inference-" + UUID.randomUUID().toString().substring(0, 8)),
        env.integer("ORFEAS_COMPUTE_SLOTS", Runtime.getRuntime().availableProcessors(), 1, 1024),
        env.integer("ORFEAS_QUEUE_CAPACITY", 64, 1, 100_000),
        env.integer("ORFEAS_MAX_FOLLOWERS", 4096, 1, 1_000_000),
        env.integer("ORFEAS_MAX_JOBS", 64, 1, 100_000),
        env.duration("ORFEAS_CACHE_DEADLINE", Duration.ofMillis(500)),
        env.bytes("ORFEAS_ARTIFACT_MEMORY_BYTES", 128L << 20),
        env.bytes("ORFEAS_PICTURE_MEMORY_BYTES", 32L << 20),
        new ImageLimits(
            (int) Math.min(Integer.MAX_VALUE, env.bytes("ORFEAS_MAX_IMAGE_BYTES", 32L << 20)),
            env.integer("ORFEAS_MAX_IMAGE_PIXELS", 64_000_000, 1, 400_000_000),
            env.integer("ORFEAS_MAX_IMAGE_SIDE", 16_384, 1, 65_535)),
        Devices.Wanted.valueOf(
            env.choice("ORFEAS_COMPUTE_DEVICE", "auto", "auto", "cuda", "cpu")
                .toUpperCase(Locale.ROOT)),
        ModelSettings.read(env));
  }

  /** The same settings, with the other services at {@code host:port} as given. */
  public InferenceConfig withNeighbours(String cacheAt, String telemetryAt) {
    return new InferenceConfig(
        server,
        cacheAt,
        telemetryAt,
        replica,
        slots,
        queueCapacity,
        maxFollowers,
        maxJobs,
        cacheDeadline,
        artifactMemoryBytes,
        pictureMemoryBytes,
        imageLimits,
        device,
        model);
  }

  /** The same settings, for a server with a gate for agents. */
  public InferenceConfig withAgents() {
    return new InferenceConfig(
        server.withAgents(),
        cacheTarget,
        telemetryTarget,
        replica,
        slots,
        queueCapacity,
        maxFollowers,
        maxJobs,
        cacheDeadline,
        artifactMemoryBytes,
        pictureMemoryBytes,
        imageLimits,
        device,
        model);
  }
}
