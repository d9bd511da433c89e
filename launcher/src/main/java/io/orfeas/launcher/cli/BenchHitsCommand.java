package io.orfeas.launcher.cli;

import io.orfeas.runtime.Steadiness;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas bench-hits}: what an answer from the cache costs, beside computing, and others. */
@Command(
    name = "bench-hits",
    description = {
      "Measures complete REST answers from the cache (picture in, GLB out) of a running system:",
      "how much faster than computing, and beside another server with the same endpoint."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchHitsCommand implements Callable<Integer> {
  private static final int WARM_UP_CLIENTS = 4;
  private static final double WARM_UP_PASS = 2;

  @Parameters(paramLabel = "PICTURE", description = "What to send.")
  private Path picture = Path.of("");

  @Option(names = "--url", description = "The edge. Default: http://localhost:8080.")
  private URI url = URI.create("http://localhost:8080");

  @Option(
      names = "--with",
      paramLabel = "NAME=VALUE",
      description = "A parameter, for example quality=7. May be given several times.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--clients", split = ",", description = "Clients at once. Default: 1,4,16.")
  private List<Integer> clients = List.of(1, 4, 16);

  @Option(names = "--seconds", description = "Length of one pass. Default: 3.")
  private double seconds = 3;

  @Option(names = "--passes", description = "Passes; the median counts. Default: 3.")
  private int passes = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Until throughput is steady, so long at most for each load. Default: 60.")
  private double warmUp = 60;

  @Option(names = "--computed", description = "Requests computed, for comparison. Default: 9.")
  private int computed = 9;

  @Option(
      names = "--beside",
      paramLabel = "URL",
      description = "Another server with POST /api/v1/generate, measured in turn with this one.")
  private @Nullable URI beside;

  @Option(
      names = "--beside-with",
      paramLabel = "NAME=VALUE",
      description = "A parameter for the other server. May be given several times.")
  private Map<String, String> besideParameters = new LinkedHashMap<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    byte[] body = Files.readAllBytes(picture);
    double computing = computing(body);
    Map<String, HitLoad> loads = new LinkedHashMap<>();
    loads.put("hit, plain body", HitLoad.plain(url, body, parameters));
    loads.put("hit, form", HitLoad.form(url, body, parameters));
    if (beside != null) {
      loads.put("beside, form", HitLoad.form(beside, body, besideParameters));
    }
    for (HitLoad load : loads.values()) {
      warmUp(load);
    }
    for (int count : clients) {
      report(count, computing, measure(loads, count));
    }
    return ExitCode.OK;
  }

  /** Until throughput grows no more: the compiler is busy with a hit for half a minute or more. */
  private void warmUp(HitLoad load) throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    Steadiness steadiness = new Steadiness();
    while (!steadiness.add(load.run(WARM_UP_CLIENTS, WARM_UP_PASS).perSecond())
        && System.nanoTime() - start < warmUp * 1e9) {}
  }

  /** Median milliseconds of a computed answer. */
  private double computing(byte[] body)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, String> uncached = new LinkedHashMap<>(parameters);
    uncached.put("do_not_cache", "true");
    HitLoad load = HitLoad.plain(url, body, uncached);
    List<Double> millis = new ArrayList<>();
    // As many before, for the compiler.
    for (int i = 0; i < 2 * computed; i++) {
      HitLoad.Result one = load.run(1, 0);
      if (i >= computed) {
        millis.add(one.quantile(0.5));
      }
    }
    millis.sort(null);
    double median = millis.get(millis.size() / 2);
    say("%-28s median %8.1f ms%n", "computed, 1 client", median);
    return median;
  }

  /** For each load the pass in the middle; passes of all loads take turns. */
  private Map<String, HitLoad.Result> measure(Map<String, HitLoad> loads, int count)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, List<HitLoad.Result>> results = new LinkedHashMap<>();
    for (int pass = 0; pass < passes; pass++) {
      for (Map.Entry<String, HitLoad> load : loads.entrySet()) {
        results
            .computeIfAbsent(load.getKey(), name -> new ArrayList<>())
            .add(load.getValue().run(count, seconds));
      }
    }
    Map<String, HitLoad.Result> medians = new LinkedHashMap<>();
    results.forEach(
        (name, all) -> {
          all.sort((a, b) -> Double.compare(a.perSecond(), b.perSecond()));
          medians.put(name, all.get(all.size() / 2));
        });
    return medians;
  }

  private void report(int count, double computing, Map<String, HitLoad.Result> results) {
    HitLoad.Result other = results.get("beside, form");
    results.forEach(
        (name, result) -> {
          say(
              "%-28s %7.0f per second  p50 %7.2f  p99 %7.2f ms  %5d KiB",
              name + ", " + count + (count == 1 ? " client" : " clients"),
              result.perSecond(),
              result.quantile(0.5),
              result.quantile(0.99),
              result.bytes() >> 10);
          if (result == other) {
            say("%n");
            return;
          }
          say("  %5.0f times faster than computing", computing / result.quantile(0.5));
          if (other != null) {
            say(", %.1f times beside", result.perSecond() / other.perSecond());
          }
          say("%n");
        });
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
