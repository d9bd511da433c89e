package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.encoding.StreamEncoderFactories;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.encoding.EncodingService;
import io.grpc.ServiceDescriptor;
import io.orfeas.launcher.edge.EdgeSettings.MetricsAccess;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.MetricsHttpService;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Peers;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.util.List;
import java.util.function.Function;

/** One address in front of all services: REST, gRPC with reflection and health, and pages. */
public final class EdgeServer {
  private static final int MAX_HEADER_BYTES = 32 << 10;
  private static final int MAX_REQUEST_LINE_BYTES = 8 << 10;
  private static final int MAX_STREAMS = 100;
  private static final int COMPRESSED_FROM_BYTES = 1024;

  private final EdgeSettings settings;
  private final Metrics metrics;
  private final Tracing tracing;
  private final Backends backends;
  private final UploadBudget uploads;
  private final Function<? super HttpService, ? extends HttpService> door;

  private EdgeServer(
      EdgeSettings settings,
      Metrics metrics,
      Tracing tracing,
      Backends backends,
      Function<? super HttpService, ? extends HttpService> door) {
    this.settings = settings;
    this.metrics = metrics;
    this.tracing = tracing;
    this.backends = backends;
    this.door = door;
    uploads = new UploadBudget(settings.maxUploadBytes(), metrics);
  }

  /** The contracts that an edge serves. */
  public static List<ServiceDescriptor> services() {
    return PublicSurface.services();
  }

  /** Starts the edge, untraced, and waits until it listens. */
  public static OrfeasServer start(
      ServerSettings server,
      EdgeSettings settings,
      Metrics metrics,
      String inference,
      String cache,
      String telemetry) {
    return start(server, settings, metrics, Tracing.off(), inference, cache, telemetry);
  }

  /**
   * Starts the edge and waits until it listens.
   *
   * @param server address and limits
   * @param settings what it allows
   * @param tracing of requests and of the calls that they become
   * @param inference target of the inference service, for {@link Channels}
   * @param cache target of the cache-service
   * @param telemetry target of the telemetry-service
   */
  public static OrfeasServer start(
      ServerSettings server,
      EdgeSettings settings,
      Metrics metrics,
      Tracing tracing,
      String inference,
      String cache,
      String telemetry) {
    return start(
        server, settings, metrics, tracing, Function.identity(), inference, cache, telemetry);
  }

  /**
   * Starts the edge behind a door.
   *
   * @param door who may come in, for example {@code Access.decorator()}
   */
  public static OrfeasServer start(
      ServerSettings server,
      EdgeSettings settings,
      Metrics metrics,
      Tracing tracing,
      Function<? super HttpService, ? extends HttpService> door,
      String inference,
      String cache,
      String telemetry) {
    Backends backends =
        Backends.at(Peers.of(server.identity()), tracing, inference, cache, telemetry);
    EdgeServer edge = new EdgeServer(settings, metrics, tracing, backends, door);
    return OrfeasServer.startEdge(
        "edge",
        server,
        settings.tls().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP,
        tracing,
        edge.backends
            .all()
            .map(
                backend ->
                    new GrpcProxy(
                        backend.service(),
                        backend.channel(),
                        settings.receiveTimeout(),
                        edge.uploads))
            .toList(),
        edge::configure);
  }

  private void configure(ServerBuilder server) {
    settings.tls().ifPresent(tls -> encrypt(server, tls));
    limit(server);
    transcode(server);
    metrics(server);
    ApiPages.addTo(server, settings);
    StatusPage.addTo(server);
    server.service("/api/v1/progress", progress());
    server
        .decorator(compression())
        .decorator(door)
        .decorator(tracing.numbers())
        .decorator(HeaderGuard::new)
        .decorator(cors())
        .addHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .errorHandler(new EdgeErrors(settings.maxBodyBytes()));
  }

  /** On the same port, which then speaks nothing else. */
  private static void encrypt(ServerBuilder server, EdgeSettings.Tls tls) {
    server
        .tls(tls.certificate().toFile(), tls.key().toFile())
        .addHeader(
            HttpHeaderNames.STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
  }

  private static void limit(ServerBuilder server) {
    server
        .http1MaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .http2MaxStreamsPerConnection(MAX_STREAMS);
  }

  private void transcode(ServerBuilder server) {
    backends
        .all()
        .forEach(
            backend -> {
              for (HttpBinding binding : HttpBinding.of(backend.service())) {
                RequestReader reader = new RequestReader(binding, settings, uploads);
                server
                    .route()
                    .methods(binding.verb())
                    .path(binding.path())
                    .build(
                        new TranscodingService(
                                binding, reader, backend.channel(), settings.receiveTimeout())
                            .decorate(tracing.httpServer()));
              }
            });
  }

  private HttpService progress() {
    return new ProgressService(backends.inference(), settings, metrics).http();
  }

  private void metrics(ServerBuilder server) {
    HttpService page = new MetricsHttpService(metrics);
    if (settings.metrics() == MetricsAccess.ALL) {
      server.service("/metrics", page);
    } else if (settings.metrics() == MetricsAccess.LOCAL) {
      server.service("/metrics", page.decorate(LocalCallers::new));
    }
  }

  /** Pages from elsewhere, without credentials: no browser adds what would speak for its user. */
  private Function<? super HttpService, CorsService> cors() {
    return CorsService.builder(settings::allowsOrigin)
        .allowRequestMethods(HttpMethod.GET, HttpMethod.POST, HttpMethod.OPTIONS)
        .allowRequestHeaders(
            "accept",
            "authorization",
            "content-digest",
            "content-type",
            "grpc-timeout",
            "last-event-id",
            "traceparent",
            "tracestate",
            "x-agent-api-key",
            "x-agent-nonce",
            "x-agent-signature",
            "x-agent-timestamp",
            "x-grpc-web",
            "x-user-agent")
        .exposeHeaders(
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin",
            "retry-after",
            "x-orfeas-degraded",
            "x-orfeas-mask-confidence",
            "x-orfeas-resume-token",
            "x-orfeas-stage",
            "x-orfeas-warnings",
            "x-request-id")
        .maxAge(600)
        .newDecorator();
  }

  /** Figures and pages shrink tenfold. Meshes are dense, and a stream must not wait for a block. */
  private static Function<? super HttpService, EncodingService> compression() {
    return EncodingService.builder()
        .encoderFactories(StreamEncoderFactories.GZIP)
        .encodableContentTypes(
            MediaType.JSON,
            MediaType.CSV_UTF_8.withoutParameters(),
            MediaType.HTML_UTF_8.withoutParameters(),
            MediaType.parse("text/markdown"),
            MediaType.JAVASCRIPT_UTF_8.withoutParameters(),
            MediaType.CSS_UTF_8.withoutParameters())
        .minBytesToForceChunkedEncoding(COMPRESSED_FROM_BYTES)
        .newDecorator();
  }
}
