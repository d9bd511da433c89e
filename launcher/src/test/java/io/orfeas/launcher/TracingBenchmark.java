package io.orfeas.launcher;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.orfeas.launcher.BenchedSystem.Pass;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What tracing and metrics cost where requests are cheapest: on cache hits, through REST and the
 * embedded edge.
 *
 * <p>Systems run beside each other in one process, four of each kind: as they come, and scraped and
 * traced with some share of traces sampled and exported. Two of a kind differ by as much as is
 * looked for, partly by their place in the order of starting; so they start in the order of a
 * palindrome, twice, and all of a kind together are compared. They take turns, there and back, so
 * that all see the same machine; a round is one ratio for each kind to those as they come. Metrics
 * cannot be turned off: their share is the number of updates per hit, as a scrape before and after
 * tells, times what one costs.
 *
 * <p>Run the main method with the test class path; arguments: rounds (10), requests per pass (400),
 * shares of traces sampled (1,0.1,0.01), at most how many seconds of warm-up for each system (180),
 * and how many rounds do not count (a half of those that do). These are for what only one request
 * in a hundred meets: each such thing that comes up makes the compiler do its work again.
 */
final class TracingBenchmark {
  /** As in monitoring/prometheus/prometheus.yml. */
  private static final int SCRAPE_SECONDS = 15;

  private static final String OFF = "off";
  private static final int PALINDROMES = 2;
  private static final int UPDATES = 2_000_000;

  private TracingBenchmark() {}

  /** Starts the systems and measures. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 400;
    List<String> kinds = new ArrayList<>(List.of(OFF));
    kinds.addAll(List.of((args.length > 2 ? args[2] : "1,0.1,0.01").split(",")));
    List<String> order = palindromes(kinds);
    Duration warmUp = Duration.ofSeconds(args.length > 3 ? Long.parseLong(args[3]) : 180);
    int unheeded = args.length > 4 ? Integer.parseInt(args[4]) : rounds / 2;
    Path folder = Files.createTempDirectory("tracing-benchmark");
    ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    List<BenchedSystem> systems = new ArrayList<>();
    try (Server collector = collector()) {
      systems.addAll(BenchedSystem.start(folder, at(collector), order));
      for (BenchedSystem system : systems) {
        system.warmUp(warmUp);
      }
      for (int i = 0; i < order.size(); i++) {
        BenchedSystem system = systems.get(i);
        if (!order.get(i).equals(OFF)) {
          scraper.scheduleAtFixedRate(() -> scrape(system), 0, SCRAPE_SECONDS, TimeUnit.SECONDS);
        }
      }
      measure(systems, unheeded, requests);
      List<List<Pass>> all = measure(systems, rounds, requests);
      List<Pass> off = together(all, order, OFF);
      for (String kind : kinds) {
        report(kind, off, together(all, order, kind));
        for (int i = 0; i < order.size(); i++) {
          if (order.get(i).equals(kind)) {
            report("  no. " + i, off, all.get(i));
          }
        }
      }
      metrics(systems.get(0), requests, off.stream().reduce(Pass.NONE, Pass::plus).perSecond());
    } finally {
      scraper.shutdownNow();
      systems.forEach(BenchedSystem::close);
    }
  }

  private static List<String> palindromes(List<String> kinds) {
    List<String> back = new ArrayList<>(kinds);
    Collections.reverse(back);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < PALINDROMES; i++) {
      order.addAll(kinds);
      order.addAll(back);
    }
    return order;
  }

  /** Rounds of all systems of a kind. */
  private static List<Pass> together(List<List<Pass>> all, List<String> order, String kind) {
    List<Pass> rounds = new ArrayList<>(Collections.nCopies(all.get(0).size(), Pass.NONE));
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).equals(kind)) {
        List<Pass> one = all.get(i);
        for (int round = 0; round < one.size(); round++) {
          rounds.set(round, rounds.get(round).plus(one.get(round)));
        }
      }
    }
    return rounds;
  }

  /** For each system one pass per round, made of two: one on the way there, one on the way back. */
  private static List<List<Pass>> measure(List<BenchedSystem> systems, int rounds, int requests)
      throws Exception {
    List<List<Pass>> all = new ArrayList<>();
    systems.forEach(system -> all.add(new ArrayList<>()));
    int count = systems.size();
    for (int round = 0; round < rounds; round++) {
      Pass[] passes = new Pass[count];
      Arrays.fill(passes, Pass.NONE);
      for (int turn = 0; turn < 2 * count; turn++) {
        int i = turn < count ? turn : 2 * count - 1 - turn;
        passes[i] = passes[i].plus(systems.get(i).pass(requests));
      }
      for (int i = 0; i < count; i++) {
        all.get(i).add(passes[i]);
      }
    }
    return all;
  }

  private static void report(String name, List<Pass> off, List<Pass> on) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < off.size(); round++) {
      ratios.add(on.get(round).perSecond() / off.get(round).perSecond());
    }
    Collections.sort(ratios);
    Pass total = on.stream().reduce(Pass.NONE, Pass::plus);
    Pass base = off.stream().reduce(Pass.NONE, Pass::plus);
    print(
        "%-10s %6.0f hits per second, median ratio %.4f (quartiles %.4f to %.4f);"
            + " %5.0f us of processor time per hit, ratio %.4f",
        name,
        total.perSecond(),
        ratios.get(ratios.size() / 2),
        ratios.get(ratios.size() / 4),
        ratios.get(ratios.size() * 3 / 4),
        total.processorMicros(),
        total.processorMicros() / base.processorMicros());
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

  private static String at(Server server) {
    return "http://127.0.0.1:" + server.activeLocalPort();
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
