package io.orfeas.launcher.cli;

import com.linecorp.armeria.server.HttpService;
import io.orfeas.access.Access;
import io.orfeas.access.AccessServer;
import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.launcher.edge.EnvoyEdge;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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

  /** Which edge is in front. */
  enum Edge {
    EMBEDDED,
    ENVOY
  }

  @Option(
      names = "--edge",
      description = {
        "embedded (default), or envoy: the production edge, with an envoy from PATH and the",
        "configuration of envoy/."
      })
  private Edge edge = Edge.EMBEDDED;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return edge == Edge.ENVOY ? behindEnvoy() : behindEmbedded();
  }

  private int behindEmbedded() {
    Map<String, String> environment = environment();
    UpSettings settings = UpSettings.read(environment);
    Metrics metrics = Metrics.withJvm();
    Access access = Doors.open(settings.access(), metrics);
    LocalServices services = LocalServices.start(settings.services(), environment, metrics);
    Tracing tracing = Tracing.of(environment, "orfeas-edge");
    OrfeasServer server =
        embedded(
            settings.server(), settings.edge(), metrics, tracing, access.decorator(), services);
    Shutdown.closeInOrder(server, services, access, tracing);
    announce(settings.url(server.port()));
    server.awaitEnd();
    return ExitCode.OK;
  }

  private int behindEnvoy() throws IOException, InterruptedException {
    Map<String, String> environment = environment();
    Path program = EnvoyProgram.find(System.getenv().getOrDefault("PATH", ""));
    Path home = EnvoyProgram.home();
    UpSettings settings = UpSettings.readForEnvoy(environment);
    Metrics metrics = Metrics.withJvm();
    LocalServices services = LocalServices.start(settings.services(), environment, metrics);
    Tracing tracing = Tracing.of(environment, "orfeas-web");
    Tracing asked = Tracing.of(environment, "orfeas-access");
    ServerSettings hidden = settings.server().at("127.0.0.1", 0);
    AccessServer access =
        AccessServer.start(settings.access(), hidden, metrics, asked, EdgeServer.services());
    // Who gets here was let in by Envoy, which encrypts as well.
    OrfeasServer web =
        embedded(
            hidden, settings.edge().withoutTls(), metrics, tracing, Function.identity(), services);
    EnvoyEdge envoy =
        EnvoyEdge.start(
            program,
            home,
            new EnvoyEdge.Place(
                settings.server().host(),
                settings.server().port(),
                settings.edge(),
                settings.server().identity()),
            new EnvoyEdge.Targets(
                services.inferenceTarget(),
                services.cacheTarget(),
                services.telemetryTarget(),
                "127.0.0.1:" + web.port(),
                "127.0.0.1:" + access.port()));
    Shutdown.closeInOrder(envoy, web, access, services, tracing, asked);
    announce(settings.url(envoy.port()));
    envoy.awaitEnd();
    return ExitCode.OK;
  }

  private static OrfeasServer embedded(
      ServerSettings settings,
      EdgeSettings edgeSettings,
      Metrics metrics,
      Tracing tracing,
      Function<? super HttpService, ? extends HttpService> door,
      LocalServices services) {
    return services.startEdge(settings, edgeSettings, metrics, tracing, door);
  }

  private void announce(String url) {
    spec.commandLine().getOut().printf("orfeas is up: %s%n", url);
    spec.commandLine().getOut().flush();
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
