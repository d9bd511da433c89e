package io.orfeas.launcher;

import com.linecorp.armeria.server.HttpService;
import io.orfeas.cache.CacheConfig;
import io.orfeas.cache.CacheServer;
import io.orfeas.inference.InferenceConfig;
import io.orfeas.inference.InferenceServer;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Channels;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.LogSettings;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.TelemetryConfig;
import io.orfeas.telemetry.TelemetryServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The three services in one process, on free loopback ports: the code that runs them apart, wired
 * together. Among themselves they hand messages over in memory; see {@link Channels}.
 */
public final class LocalServices implements AutoCloseable {
  private final CacheServer cache;
  private final TelemetryServer telemetry;
  private final InferenceServer inference;

  private LocalServices(CacheServer cache, TelemetryServer telemetry, InferenceServer inference) {
    this.cache = cache;
    this.telemetry = telemetry;
    this.inference = inference;
  }

  /**
   * Settings of the three and of the log.
   *
   * @param cache of the cache-service
   * @param telemetry of the telemetry-service
   * @param inference of the inference service
   */
  public record Settings(CacheConfig cache, TelemetryConfig telemetry, InferenceConfig inference) {
    /**
     * Reads the settings.
     *
     * @param env from {@link LocalServices#env}; problems are noted there
     */
    public static Settings read(Env env) {
      LogSettings.check(env);
      return new Settings(
          CacheConfig.read(env), TelemetryConfig.read(env), InferenceConfig.read(env));
    }
  }

  /**
   * The reader of their settings, and of what else the process is told: all problems are to be
   * reported together.
   *
   * @param environment addresses of the three in it are not used
   */
  public static Env env(Map<String, String> environment) {
    return Env.of(onFreeLoopbackPorts(environment));
  }

  /**
   * Starts them in the order in which they need each other, and waits until all listen.
   *
   * @param environment their settings; addresses in it are not used
   */
  public static LocalServices start(Map<String, String> environment, Metrics metrics) {
    Env env = env(environment);
    Settings settings = Settings.read(env);
    env.check();
    return start(settings, environment, metrics);
  }

  /**
   * The same with settings that have been read.
   *
   * @param environment where traces go
   */
  public static LocalServices start(
      Settings settings, Map<String, String> environment, Metrics metrics) {
    CacheServer cache =
        CacheServer.start(settings.cache(), metrics, Tracing.of(environment, "orfeas-cache"));
    TelemetryServer telemetry =
        TelemetryServer.start(
            settings.telemetry(), metrics, Tracing.of(environment, "orfeas-telemetry"));
    InferenceServer inference =
        InferenceServer.start(
            settings.inference().withNeighbours(cache.nearTarget(), telemetry.nearTarget()),
            metrics,
            Tracing.of(environment, "orfeas-inference"));
    return new LocalServices(cache, telemetry, inference);
  }

  /**
   * Starts an edge in front of them, in this process.
   *
   * @param settings where it listens
   * @param edge what it allows
   */
  public OrfeasServer startEdge(
      ServerSettings settings, EdgeSettings edge, Metrics metrics, Tracing tracing) {
    return startEdge(settings, edge, metrics, tracing, Function.identity());
  }

  /**
   * The same, behind a door.
   *
   * @param door who may come in, for example {@code Access.decorator()}
   */
  public OrfeasServer startEdge(
      ServerSettings settings,
      EdgeSettings edge,
      Metrics metrics,
      Tracing tracing,
      Function<? super HttpService, ? extends HttpService> door) {
    return EdgeServer.start(
        settings,
        edge,
        metrics,
        tracing,
        door,
        inference.nearTarget(),
        cache.nearTarget(),
        telemetry.nearTarget());
  }

  /** {@code host:port} of the inference service. */
  public String inferenceTarget() {
    return at(inference.port());
  }

  /** {@code host:port} of the cache-service. */
  public String cacheTarget() {
    return at(cache.port());
  }

  /** {@code host:port} of the telemetry-service. */
  public String telemetryTarget() {
    return at(telemetry.port());
  }

  /** Ends them in the opposite order, so that none loses what it still needs. */
  @Override
  public void close() {
    inference.close();
    telemetry.close();
    cache.close();
  }

  private static Map<String, String> onFreeLoopbackPorts(Map<String, String> environment) {
    Map<String, String> values = new HashMap<>(environment);
    for (String service : List.of("INFERENCE", "CACHE", "TELEMETRY")) {
      values.put("ORFEAS_" + service + "_HOST", "127.0.0.1");
      values.put("ORFEAS_" + service + "_PORT", "0");
    }
    return values;
  }

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }
}
