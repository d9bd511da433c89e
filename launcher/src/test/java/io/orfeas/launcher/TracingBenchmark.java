package io.orfeas.launcher;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What tracing and metrics cost where requests are cheapest: on cache hits, through REST and the
 * embedded edge.
 *
 * <p>Two systems run beside each other: one as it comes, one traced, exported and scraped every
 * second. They take turns, off-on-on-off, so that both see the same machine; a round is one ratio.
 * Metrics cannot be turned off: their share is the number of updates per hit, as a scrape before
 * and after tells, times what one costs.
 *
 * <p>Run the main method with the test class path; arguments: rounds (10), requests per pass (400),
 * and the share of traces sampled (1).
 */
final class TracingBenchmark {
  private static final int WARM_UP = 1500;
  private static final int UPDATES = 2_000_000;

  private TracingBenchmark() {}

  /** Starts both systems and measures. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 400;
    String share = args.length > 2 ? args[2] : "1";
    Path folder = Files.createTempDirectory("tracing-benchmark");
    ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    try (Server collector = collector();
        BenchedSystem off = BenchedSystem.start(folder, Map.of());
        BenchedSystem on = BenchedSystem.start(folder, traced(collector, share))) {
      off.pass(WARM_UP);
      on.pass(WARM_UP);
      scraper.scheduleAtFixedRate(() -> scrape(on), 1, 1, TimeUnit.SECONDS);
      List<Double> ratios = new ArrayList<>();
      double perSecond = 0;
      for (int round = 1; round <= rounds; round++) {
        double off1 = off.pass(requests);
        double on1 = on.pass(requests);
        double on2 = on.pass(requests);
        double off2 = off.pass(requests);
        perSecond = (off1 + off2) / 2;
        ratios.add((on1 + on2) / (off1 + off2));
        print(
            "round %2d: off %6.0f, on %6.0f hits per second, ratio %.4f",
            round, perSecond, (on1 + on2) / 2, ratios.get(round - 1));
      }
      report(ratios, share);
      metrics(off, requests, perSecond);
    } finally {
      scraper.shutdownNow();
    }
  }

  private static void report(List<Double> ratios, String share) {
    Collections.sort(ratios);
    print(
        "tracing of a share of %s and scraping: median ratio %.4f (quartiles %.4f to %.4f)",
        share,
        ratios.get(ratios.size() / 2),
        ratios.get(ratios.size() / 4),
        ratios.get(ratios.size() * 3 / 4));
  }

  private static void metrics(BenchedSystem system, int requests, double perSecond)
      throws Exception {
    double before = system.updates();
    system.pass(requests);
    double updates = (system.updates() - before) / requests;
    double nanos = nanosPerUpdate();
    double share = updates * nanos * perSecond / 1e9 / BenchedSystem.CLIENTS;
    print(
        "metrics: %.1f updates per hit of %.0f ns each: %.2f %% of a hit",
        updates, nanos, 100 * share);
  }

  /** The dearest form of an update: labels are looked up, and an exemplar may be taken. */
  private static double nanosPerUpdate() {
    Metrics metrics = new Metrics();
    Counter counter = metrics.counter("bench_total", "Bench.", "type", "service", "method");
    Histogram histogram = metrics.durations("bench_seconds", "Bench.", "type", "service", "method");
    SpanContext traced =
        SpanContext.create(
            "1".repeat(32), "1".repeat(16), TraceFlags.getSampled(), TraceState.getDefault());
    long start = 0;
    try (Scope scope = Span.wrap(traced).makeCurrent()) {
      for (int i = -UPDATES; i < UPDATES; i += 2) {
        if (i == 0) {
          start = System.nanoTime();
        }
        counter.labels("unary", "orfeas.cache.v1.CacheService", "Acquire").inc();
        histogram.labels("unary", "orfeas.cache.v1.CacheService", "Acquire").observe(i * 1e-6);
      }
    }
    return (double) (System.nanoTime() - start) / UPDATES;
  }

  private static Map<String, String> traced(Server collector, String share) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + collector.activeLocalPort(),
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf",
        "OTEL_TRACES_SAMPLER",
        "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG",
        share);
  }

  /** Takes spans and forgets them: what a collector does with them is not the services' cost. */
  private static Server collector() {
    Server server =
        Server.builder()
            .http(0)
            .maxRequestLength(0)
            .service(
                "/v1/traces",
                (ctx, request) ->
                    HttpResponse.of(
                        request.aggregate().thenApply(all -> HttpResponse.of(HttpStatus.OK))))
            .build();
    server.start().join();
    return server;
  }

  private static void scrape(BenchedSystem system) {
    try {
      system.scrape();
    } catch (Exception ending) {
      // The measurement is over.
    }
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
