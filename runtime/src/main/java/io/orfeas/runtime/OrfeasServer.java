package io.orfeas.runtime;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: gRPC and gRPC-Web services with standard health and reflection, {@code /health}
 * and {@code /metrics} on one port.
 *
 * <p>It reports itself healthy last when it starts. Closing it reports it unhealthy first, lets
 * calls in flight finish within the drain time, and then ends them.
 */
public final class OrfeasServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(OrfeasServer.class);
  private static final int PINGS_PER_IDLE_TIME = 3;
  private static final Duration DRAIN_QUIET = Duration.ofMillis(200);
  private static final Duration CONNECTION_DRAIN = Duration.ofMillis(200);

  private final String name;
  private final Server server;
  private final Ports ports;
  private final NearServer near;
  private final Readiness readiness;

  private OrfeasServer(
      String name, Server server, Ports ports, NearServer near, Readiness readiness) {
    this.name = name;
    this.server = server;
    this.ports = ports;
    this.near = near;
    this.readiness = readiness;
  }

  /** Starts a server, untraced, and waits until it listens. */
  public static OrfeasServer start(
      String name,
      ServerSettings settings,
      Metrics metrics,
      List<? extends BindableService> services) {
    return start(name, settings, metrics, Tracing.off(), services);
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param name for logs
   * @param settings address and limits
   * @param metrics exposed on {@code /metrics}; the gRPC calls are counted there
   * @param tracing of the gRPC calls
   * @param services what to serve; handlers run on threads that may block, all of them, or those
   *     that say so where any is marked {@code @Blocking}; the others then run on the event loop
   */
  public static OrfeasServer start(
      String name,
      ServerSettings settings,
      Metrics metrics,
      Tracing tracing,
      List<? extends BindableService> services) {
    return start(name, settings, metrics, tracing, services, more -> {});
  }

  /**
   * Starts a server with something more than its services, for example HTTP routes, or who may call
   * them.
   *
   * @param more adds routes or decorators
   */
  public static OrfeasServer start(
      String name,
      ServerSettings settings,
      Metrics metrics,
      Tracing tracing,
      List<? extends BindableService> services,
      Consumer<ServerBuilder> more) {
    return start(
        name,
        settings,
        Ports.amongServices(settings),
        GrpcCalls.answered(services, metrics, tracing),
        Optional.of(metrics),
        more);
  }

  /**
   * Starts a server that passes calls on and never blocks, with HTTP routes of its own; {@code
   * /metrics} is not among them unless they say so. The calls are not counted here, for the server
   * behind does it.
   *
   * @param protocol {@code HTTP}, or {@code HTTPS} with a certificate from the routes
   * @param tracing of the gRPC calls; the routes bring their own decorators
   * @param routes adds the routes
   */
  public static OrfeasServer startEdge(
      String name,
      ServerSettings settings,
      SessionProtocol protocol,
      Tracing tracing,
      List<? extends BindableService> services,
      Consumer<ServerBuilder> routes) {
    return start(
        name,
        settings,
        Ports.forEveryone(settings, protocol),
        GrpcCalls.passedOn(services, tracing),
        Optional.empty(),
        routes);
  }

  private static OrfeasServer start(
      String name,
      ServerSettings settings,
      Ports ports,
      GrpcCalls calls,
      Optional<Metrics> metrics,
      Consumer<ServerBuilder> routes) {
    Readiness readiness = new Readiness(name, calls.services());
    HandlerThreads threads = new HandlerThreads(name);
    Map<String, HttpService> probed = new HashMap<>(Map.of("/health", readiness.page()));
    metrics.ifPresent(of -> of.watch(name, threads));
    metrics.ifPresent(of -> probed.put("/metrics", new MetricsHttpService(of)));
    ServerBuilder builder = builder(settings).blockingTaskExecutor(threads, true);
    calls.serve(builder, readiness.service(), settings.maxRequestBytes());
    probed.forEach(builder::service);
    ports.open(builder, probed);
    routes.accept(builder);
    NearServer near = NearServer.start(calls, threads, settings.drainTimeout());
    OrfeasServer running = new OrfeasServer(name, builder.build(), ports, near, readiness);
    running.listen(settings);
    readiness.set(true);
    logger.info("{} listens on {}:{}", name, settings.host(), running.port());
    return running;
  }

  private static ServerBuilder builder(ServerSettings settings) {
    return Server.builder()
        // Streams live long: callers' deadlines and cancellation bound them, not a fixed time.
        .requestTimeout(Duration.ZERO)
        .disableServerHeader()
        .childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new NoUpgrade()))
        .maxRequestLength(settings.maxRequestBytes())
        .maxNumConnections(settings.maxConnections())
        .idleTimeout(settings.idleTimeout())
        // A stream that is silent for long stays alive through whatever lies between.
        .pingInterval(settings.idleTimeout().dividedBy(PINGS_PER_IDLE_TIME))
        .gracefulShutdownTimeout(DRAIN_QUIET, settings.drainTimeout())
        // Long enough for a client to hear of it; what it sends later it may send elsewhere.
        .connectionDrainDuration(CONNECTION_DRAIN)
        .bossGroupFactory(Acceptor::named);
  }

  private void listen(ServerSettings settings) {
    try {
      server.start().join();
    } catch (CompletionException refused) {
      near.close();
      Throwable cause = refused.getCause() == null ? refused : refused.getCause();
      throw new ConfigException(
          List.of(
              "%s: %s:%d cannot be listened on, %s (expected: an address of this machine, a free port)"
                  .formatted(name, settings.host(), settings.port(), cause.getMessage())));
    }
  }

  /** The port it listens on. */
  public int port() {
    return ports.active(server);
  }

  /** Where callers in this process find its services, for {@link Channels}. */
  public String nearTarget() {
    return near.target();
  }

  /** Waits until the server has ended. */
  public void awaitEnd() {
    server.whenClosed().join();
  }

  /**
   * Says whether calls should be sent here; those that come are served anyway. The server as a
   * whole stays alive, so that an orchestrator does not restart it for what it waits for.
   */
  public void setHealthy(boolean healthy) {
    readiness.set(healthy);
  }

  /**
   * Says that only a restart helps: neither calls should be sent here, nor is the server as a whole
   * alive. Calls that come are served anyway. Cannot be taken back.
   */
  public void fail() {
    readiness.fail();
  }

  /** Reports itself unhealthy, lets calls in flight finish, and ends. */
  @Override
  public void close() {
    readiness.end();
    near.close();
    server.stop().join();
    logger.info("{} has ended", name);
  }
}
