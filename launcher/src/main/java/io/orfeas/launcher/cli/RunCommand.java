package io.orfeas.launcher.cli;

import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.AccessServer;
import io.orfeas.cache.CacheConfig;
import io.orfeas.cache.CacheServer;
import io.orfeas.inference.InferenceConfig;
import io.orfeas.inference.InferenceServer;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.LogSettings;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.TelemetryConfig;
import io.orfeas.telemetry.TelemetryServer;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code orfeas run SERVICE}: one service in this process, configured by the environment. */
@Command(
    name = "run",
    description = "Runs one service, configured by environment variables, until interrupted.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  /** What can be run on its own. */
  enum Service {
    INFERENCE,
    CACHE,
    TELEMETRY,
    EDGE,
    ACCESS
  }

  @Parameters(paramLabel = "SERVICE", description = "inference, cache, telemetry, edge or access.")
  private Service service = Service.INFERENCE;

  @Override
  public Integer call() {
    Env env = Env.of(System.getenv());
    LogSettings.check(env);
    Metrics metrics = Metrics.withJvm();
    Tracing tracing =
        Tracing.of(System.getenv(), "orfeas-" + service.name().toLowerCase(Locale.ROOT));
    switch (service) {
      case INFERENCE -> inference(env, metrics, tracing);
      case CACHE -> cache(env, metrics, tracing);
      case TELEMETRY -> telemetry(env, metrics, tracing);
      case EDGE -> edge(env, metrics, tracing);
      case ACCESS -> access(env, metrics, tracing);
    }
    return ExitCode.OK;
  }

  private static void inference(Env env, Metrics metrics, Tracing tracing) {
    InferenceConfig config = InferenceConfig.read(env);
    AccessConfig access = AccessConfig.read(env);
    env.check();
    InferenceServer server;
    if (access.mode() == AccessConfig.Mode.KEYS) {
      // Services show certificates, agents sign.
      Access door = Doors.open(access, metrics);
      server =
          InferenceServer.start(
              config.withAgents(),
              metrics,
              tracing,
              listener ->
                  listener.decorator(door.decoratorAmongPeers()).decorator(tracing.numbers()));
      Shutdown.closeInOrder(server, door);
    } else {
      server = InferenceServer.start(config, metrics, tracing);
      Shutdown.closeInOrder(server);
    }
    server.awaitEnd();
  }

  private static void cache(Env env, Metrics metrics, Tracing tracing) {
    CacheConfig config = CacheConfig.read(env);
    env.check();
    CacheServer server = CacheServer.start(config, metrics, tracing);
    Shutdown.closeInOrder(server);
    server.awaitEnd();
  }

  private static void telemetry(Env env, Metrics metrics, Tracing tracing) {
    TelemetryConfig config = TelemetryConfig.read(env);
    env.check();
    TelemetryServer server = TelemetryServer.start(config, metrics, tracing);
    Shutdown.closeInOrder(server);
    server.awaitEnd();
  }

  private static void edge(Env env, Metrics metrics, Tracing tracing) {
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_EDGE", 8080);
    String inference = env.string("ORFEAS_INFERENCE_TARGET", "127.0.0.1:9091");
    String cache = env.string("ORFEAS_CACHE_TARGET", "127.0.0.1:9092");
    String telemetry = env.string("ORFEAS_TELEMETRY_TARGET", "127.0.0.1:9093");
    AccessConfig accessConfig = Doors.edgeConfig(env, settings.host());
    EdgeSettings edge = EdgeSettings.read(env, accessConfig.isForThisMachine());
    env.check();
    Access access = Doors.open(accessConfig, metrics);
    OrfeasServer server =
        EdgeServer.start(
            settings, edge, metrics, tracing, access.decorator(), inference, cache, telemetry);
    Shutdown.closeInOrder(server, access, tracing);
    server.awaitEnd();
  }

  private static void access(Env env, Metrics metrics, Tracing tracing) {
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_ACCESS", 9094);
    AccessConfig config = Doors.config(env, settings.host());
    env.check();
    AccessServer server =
        AccessServer.start(config, settings, metrics, tracing, EdgeServer.services());
    Shutdown.closeInOrder(server);
    server.awaitEnd();
  }
}
