package io.orfeas.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private final String name;
  private final Server server;
  private final boolean encrypted;
  private final NearServer near;
  private final HealthStatusManager grpcHealth;
  private final SettableHealthChecker httpHealth;
  private final List<? extends BindableService> services;
  private boolean ending;

  private OrfeasServer(
      String name,
      Server server,
      boolean encrypted,
      NearServer near,
      HealthStatusManager grpcHealth,
      SettableHealthChecker httpHealth,
      List<? extends BindableService> services) {
    this.name = name;
    this.server = server;
    this.encrypted = encrypted;
    this.near = near;
    this.grpcHealth = grpcHealth;
    this.httpHealth = httpHealth;
    this.services = services;
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
    List<ServerInterceptor> interceptors = new ArrayList<>(List.of(metrics.grpcServer()));
    // The last one is called first.
    tracing.grpcServer().ifPresent(interceptors::add);
    return start(
        name,
        settings,
        SessionProtocol.HTTP,
        settings.identity(),
        services,
        interceptors,
        // Handlers may block on the disk or on another service, unless they say which of them do.
        services.stream().noneMatch(OrfeasServer::saysWhatBlocks),
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
    // Its callers are not services: they show no certificates.
    return start(
        name,
        settings,
        protocol,
        Optional.empty(),
        services,
        tracing.grpcServer().stream().toList(),
        false,
        Optional.empty(),
        routes);
  }

  private static OrfeasServer start(
      String name,
      ServerSettings settings,
      SessionProtocol protocol,
      Optional<Path> identity,
      List<? extends BindableService> services,
      List<ServerInterceptor> interceptors,
      boolean blocking,
      Optional<Metrics> metrics,
      Consumer<ServerBuilder> routes) {
    HealthStatusManager grpcHealth = new HealthStatusManager();
    SettableHealthChecker httpHealth = new SettableHealthChecker(false);
    HttpService health = HealthCheckService.of(httpHealth);
    Consumer<GrpcServiceBuilder> calls =
        grpc -> grpc.useBlockingTaskExecutor(blocking).intercept(interceptors);
    HandlerThreads threads = new HandlerThreads(name);
    metrics.ifPresent(of -> of.watch(name, threads));
    ServerBuilder builder =
        builder(settings)
            .blockingTaskExecutor(threads, true)
            .service(grpc(settings, calls, grpcHealth, services), OrfeasServer::unbounded)
            .service("/health", health);
    Optional<HttpService> page = metrics.map(MetricsHttpService::new);
    page.ifPresent(served -> builder.service("/metrics", served));
    identity.ifPresentOrElse(
        folder -> amongServices(builder, settings, folder, health, page.orElseThrow()),
        () -> builder.port(new InetSocketAddress(settings.host(), settings.port()), protocol));
    routes.accept(builder);
    NearServer near = NearServer.start(services, interceptors, threads, settings.drainTimeout());
    OrfeasServer running =
        new OrfeasServer(
            name,
            builder.build(),
            identity.isPresent() || protocol.isHttps(),
            near,
            grpcHealth,
            httpHealth,
            services);
    running.listen(settings);
    running.setHealthy(true);
    logger.info("{} listens on {}:{}", name, settings.host(), running.port());
    return running;
  }

  private static boolean saysWhatBlocks(BindableService service) {
    return Arrays.stream(service.getClass().getDeclaredMethods())
        .anyMatch(method -> method.isAnnotationPresent(Blocking.class));
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
    return server.activeLocalPort(encrypted ? SessionProtocol.HTTPS : SessionProtocol.HTTP);
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
  public synchronized void setHealthy(boolean healthy) {
    if (ending || healthy == httpHealth.isHealthy()) {
      return;
    }
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      grpcHealth.setStatus(
          definition.getServiceDescriptor().getName(),
          healthy ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
    grpcHealth.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    httpHealth.setHealthy(healthy);
    logger.info("{} is {}", name, healthy ? "ready" : "not ready");
  }

  /** Reports itself unhealthy, lets calls in flight finish, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      ending = true;
      httpHealth.setHealthy(false);
      grpcHealth.enterTerminalState();
    }
    near.close();
    server.stop().join();
    logger.info("{} has ended", name);
  }

  /**
   * Encrypted, and only for who shows a certificate of the same authority. Where agents are let in
   * as far as another gate, they need not show one.
   */
  private static void amongServices(
      ServerBuilder server,
      ServerSettings settings,
      Path folder,
      HttpService health,
      HttpService page) {
    ClientAuth certificates = settings.agents() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
    server
        .https(new InetSocketAddress(settings.host(), settings.port()))
        .tlsProvider(
            Identity.read(folder), ServerTlsConfig.builder().clientAuth(certificates).build());
    if (settings.probePort() > 0) {
      server.port(
          new InetSocketAddress(settings.host(), settings.probePort()), SessionProtocol.HTTP);
      server.virtualHost(settings.probePort()).service("/health", health).service("/metrics", page);
    }
  }

  private static ServerBuilder builder(ServerSettings settings) {
    return Server.builder()
        // Streams live long: callers' deadlines and cancellation bound them, not a fixed time.
        .requestTimeout(Duration.ZERO)
        .disableServerHeader()
        .maxRequestLength(settings.maxRequestBytes())
        .maxNumConnections(settings.maxConnections())
        .idleTimeout(settings.idleTimeout())
        // A stream that is silent for long stays alive through whatever lies between.
        .pingInterval(settings.idleTimeout().dividedBy(PINGS_PER_IDLE_TIME))
        .gracefulShutdownTimeout(DRAIN_QUIET, settings.drainTimeout());
  }

  private static GrpcService grpc(
      ServerSettings settings,
      Consumer<GrpcServiceBuilder> calls,
      HealthStatusManager health,
      List<? extends BindableService> services) {
    GrpcServiceBuilder grpc =
        GrpcService.builder()
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .intercept(CallContext.interceptor())
            .supportedSerializationFormats(GrpcSerializationFormats.values())
            .maxRequestMessageLength(Math.toIntExact(settings.maxRequestBytes()))
            .exceptionHandler(exceptions());
    calls.accept(grpc);
    services.forEach(grpc::addService);
    return grpc.build();
  }

  /** A stream of messages may be long; each message is bounded, and taken before the next. */
  private static HttpService unbounded(HttpService grpc) {
    return new SimpleDecoratingHttpService(grpc) {
      @Override
      public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        ctx.setMaxRequestLength(0);
        return unwrap().serve(ctx, request);
      }
    };
  }

  private static GrpcExceptionHandlerFunction exceptions() {
    return (ctx, status, cause, metadata) -> {
      if (cause instanceof Failure failure) {
        metadata.merge(StatusMapper.toException(failure).getTrailers());
        return Status.fromCode(failure.code()).withDescription(failure.getMessage());
      }
      if (status.getCause() instanceof InvalidProtocolBufferException) {
        // The marshaller's word for it is INTERNAL, but the message is the caller's.
        return Status.INVALID_ARGUMENT.withDescription(
            "message: not readable (expected: Protobuf, with text in UTF-8)");
      }
      if (cause instanceof RequestTimeoutException) {
        return Status.DEADLINE_EXCEEDED.withDescription("not answered in time");
      }
      if (status.getCode() == Status.Code.UNKNOWN && StatusMapper.isUnforeseen(cause)) {
        logger.error("call failed unexpectedly: {}", ctx.path(), cause);
        return Status.INTERNAL.withDescription("internal error");
      }
      return status;
    };
  }
}
