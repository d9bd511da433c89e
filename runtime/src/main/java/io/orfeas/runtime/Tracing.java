package io.orfeas.runtime;

import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.server.HttpService;
import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.armeria.v1_3.ArmeriaClientTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry tracing of one service: injected, never global, and off unless the environment says
 * where traces go.
 *
 * <p>The standard variables configure it: {@code OTEL_EXPORTER_OTLP_ENDPOINT} (or {@code
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}, or {@code OTEL_TRACES_EXPORTER}) turns it on, {@code
 * OTEL_SDK_DISABLED=true} off again; {@code OTEL_SERVICE_NAME}, {@code OTEL_RESOURCE_ATTRIBUTES},
 * {@code OTEL_TRACES_SAMPLER} and the rest have their usual meaning. Off, nothing is loaded or
 * started: interceptors are absent and decorators hand back what they were given.
 */
public final class Tracing implements AutoCloseable {
  private static final String SCOPE = "io.orfeas";
  private static final String PARENT_DECIDES = "parentbased_";
  private static final long FLUSH_SECONDS = 5;
  private static final Tracing OFF = new Tracing(OpenTelemetry.noop(), null, true);

  private final OpenTelemetry openTelemetry;
  private final @Nullable OpenTelemetrySdk sdk;
  private final boolean parentDecides;

  private Tracing(
      OpenTelemetry openTelemetry, @Nullable OpenTelemetrySdk sdk, boolean parentDecides) {
    this.openTelemetry = openTelemetry;
    this.sdk = sdk;
    this.parentDecides = parentDecides;
  }

  /** No tracing. */
  public static Tracing off() {
    return OFF;
  }

  /**
   * Tracing as the environment asks.
   *
   * @param variables {@code System.getenv()} in production
   * @param serviceName {@code service.name}, unless the variables give one
   */
  public static Tracing of(Map<String, String> variables, String serviceName) {
    if (!isAskedFor(variables)) {
      return OFF;
    }
    Map<String, String> properties = properties(variables, serviceName);
    String name = properties.getOrDefault("otel.traces.sampler", PARENT_DECIDES);
    boolean parentDecides = name.startsWith(PARENT_DECIDES);
    OpenTelemetrySdk sdk = TracingSdk.of(properties, parentDecides);
    return new Tracing(sdk, sdk, parentDecides);
  }

  /** Tracing by an SDK that is closed along with it; for tests. */
  static Tracing of(OpenTelemetrySdk sdk) {
    return new Tracing(sdk, sdk, true);
  }

  /** Whether spans go anywhere. */
  public boolean isOn() {
    return sdk != null;
  }

  /** Makes the spans of stages; does nothing when off. */
  public Tracer tracer() {
    return openTelemetry.getTracer(SCOPE);
  }

  /** The whole interface, for what {@link #tracer} does not cover. */
  public OpenTelemetry openTelemetry() {
    return openTelemetry;
  }

  /**
   * For {@code GrpcServiceBuilder.intercept}: continues the caller's trace with a span per call,
   * current while a handler runs on whatever thread. Health probes, reflection, and calls of a
   * trace that is not sampled make no spans. Empty when off.
   */
  public Optional<ServerInterceptor> grpcServer() {
    return grpc().map(GrpcTracing::server);
  }

  /**
   * For the interceptors of a gRPC client: a span per call, sent on to the server. A call within
   * the process has the server's span alone.
   *
   * @param target as for {@link Channels#open}
   */
  public Optional<ClientInterceptor> grpcClient(String target) {
    return grpc().map(grpc -> grpc.client(target.startsWith(Channels.NEAR)));
  }

  private Optional<GrpcTracing> grpc() {
    return isOn()
        ? Optional.of(
            new GrpcTracing(
                tracer(), openTelemetry.getPropagators().getTextMapPropagator(), parentDecides))
        : Optional.empty();
  }

  /**
   * For {@code ServerBuilder.decorator}, for HTTP that is not gRPC: continues the caller's trace
   * with a span per request, none where the trace is not sampled.
   */
  public Function<? super HttpService, ? extends HttpService> httpServer() {
    return sdk == null ? Function.identity() : new HttpTracing(sdk, parentDecides)::traced;
  }

  /**
   * For {@code ServerBuilder.decorator}, around what acts before a request's span has begun: it
   * then learns from {@link TraceNumber#current} which trace that will be.
   */
  public Function<? super HttpService, ? extends HttpService> numbers() {
    return sdk == null ? Function.identity() : new HttpTracing(sdk, parentDecides)::numbered;
  }

  /** For {@code WebClientBuilder.decorator}: a span per request, sent on to the server. */
  public Function<? super HttpClient, ? extends HttpClient> httpClient() {
    return isOn()
        ? ArmeriaClientTelemetry.create(openTelemetry).newDecorator()
        : Function.identity();
  }

  /** An executor that runs work in the trace of whoever handed it over. */
  public Executor carry(Executor executor) {
    return isOn() ? Context.taskWrapping(executor) : executor;
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static boolean isAskedFor(Map<String, String> variables) {
    boolean disabled = "true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"));
    String exporter = variables.getOrDefault("OTEL_TRACES_EXPORTER", "");
    boolean endpoint =
        List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").stream()
            .anyMatch(name -> !variables.getOrDefault(name, "").isBlank());
    return !disabled && !exporter.equals("none") && (endpoint || !exporter.isBlank());
  }

  /** The variables as the SDK's properties, and what differs from its defaults. */
  private static Map<String, String> properties(Map<String, String> variables, String serviceName) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", serviceName);
    // Metrics are scraped, logs are written to the standard error stream.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    variables.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return properties;
  }
}
