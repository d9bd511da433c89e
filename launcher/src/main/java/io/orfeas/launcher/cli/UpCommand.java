package io.orfeas.launcher.cli;

import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.LogSettings;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orfeas up}: all services behind one address, until interrupted. */
@Command(
    name = "up",
    description = "Runs all services in this process behind one address, until interrupted.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Option(names = "--host", description = "Address to listen on. Default: 127.0.0.1.")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on; 0 picks one. Default: 8080.")
  private @Nullable Integer port;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Env env = Env.of(environment());
    LogSettings.check(env);
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_EDGE", 8080);
    AccessConfig accessConfig = Doors.config(env, settings.host());
    env.check();
    Metrics metrics = Metrics.withJvm();
    Access access = Doors.open(accessConfig, metrics);
    LocalServices services = LocalServices.start(environment(), metrics);
    Tracing tracing = Tracing.of(environment(), "orfeas-edge");
    OrfeasServer edge =
        EdgeServer.start(
            settings,
            metrics,
            tracing,
            access.decorator(),
            services.inferenceTarget(),
            services.cacheTarget(),
            services.telemetryTarget());
    Shutdown.closeInOrder(edge, services, access, tracing);
    spec.commandLine()
        .getOut()
        .printf("orfeas is up: http://%s:%d%n", settings.host(), edge.port());
    spec.commandLine().getOut().flush();
    edge.awaitEnd();
    return ExitCode.OK;
  }

  private Map<String, String> environment() {
    Map<String, String> values = new HashMap<>(System.getenv());
    if (host != null) {
      values.put("ORFEAS_EDGE_HOST", host);
    }
    if (port != null) {
      values.put("ORFEAS_EDGE_PORT", port.toString());
    }
    return values;
  }
}
