package io.orfeas.runtime;

import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one process: owns the registry, so that nothing registers itself statically and
 * tests have one each.
 */
public final class Metrics {
  /** Seconds, doubling from 10 ms to 327.68 s: the upper bounds of every duration histogram. */
  static final double[] DURATION_BUCKETS = durationBuckets();

  private final CollectorRegistry registry = new CollectorRegistry();
  private @Nullable ServerInterceptor grpcServer;
  private @Nullable ClientInterceptor grpcClient;
  private @Nullable Gauge busyThreads;
  private @Nullable Gauge waitingHandlers;

  /** Metrics that include those of the JVM. */
  public static Metrics withJvm() {
    Metrics metrics = new Metrics();
    DefaultExports.register(metrics.registry);
    return metrics;
  }

  /** Counts and times gRPC calls; one for all servers that share these metrics. */
  synchronized ServerInterceptor grpcServer() {
    if (grpcServer == null) {
      grpcServer = GrpcMetrics.server(this);
    }
    return grpcServer;
  }

  /** Counts and times gRPC calls to other services; one for all clients of these metrics. */
  public synchronized ClientInterceptor grpcClient() {
    if (grpcClient == null) {
      grpcClient = GrpcMetrics.client(this);
    }
    return grpcClient;
  }

  /** Reads at each scrape how busy the threads of a server are. */
  synchronized void watch(String server, HandlerThreads threads) {
    if (busyThreads == null || waitingHandlers == null) {
      busyThreads =
          gauge("orfeas_handler_threads_busy", "Threads that run a handler of a call.", "server");
      waitingHandlers =
          gauge("orfeas_handlers_waiting", "Handlers that wait for a thread.", "server");
    }
    busyThreads.setChild(child(threads::busy), server);
    waitingHandlers.setChild(child(threads::waiting), server);
  }

  private static Gauge.Child child(DoubleSupplier value) {
    return new Gauge.Child() {
      @Override
      public double get() {
        return value.getAsDouble();
      }
    };
  }

  /** A counter; the name must end in {@code _total}. */
  public Counter counter(String name, String help, String... labels) {
    if (!name.endsWith("_total")) {
      throw new IllegalArgumentException("counter: " + name + " (expected: ..._total)");
    }
    return Counter.build(name, help).labelNames(labels).register(registry);
  }

  /** A gauge that is set. */
  public Gauge gauge(String name, String help, String... labels) {
    return Gauge.build(name, help).labelNames(labels).register(registry);
  }

  /** A gauge that is read at each scrape; the supplier must be cheap and thread-safe. */
  public void gauge(String name, String help, DoubleSupplier value) {
    new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        return List.of(new GaugeMetricFamily(name, help, value.getAsDouble()));
      }
    }.register(registry);
  }

  /** A histogram of durations in seconds; the name must end in {@code _seconds}. */
  public Histogram durations(String name, String help, String... labels) {
    if (!name.endsWith("_seconds")) {
      throw new IllegalArgumentException("histogram: " + name + " (expected: ..._seconds)");
    }
    return Histogram.build(name, help)
        .labelNames(labels)
        .buckets(DURATION_BUCKETS)
        .register(registry);
  }

  /** Everything, in the exposition format that the {@code Accept} header asks for. */
  String expose(String contentType) {
    StringWriter text = new StringWriter(16_384);
    try {
      TextFormat.writeFormat(contentType, text, registry.metricFamilySamples());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static double[] durationBuckets() {
    double[] bounds = new double[16];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = 0.01 * (1 << i);
    }
    return bounds;
  }
}
