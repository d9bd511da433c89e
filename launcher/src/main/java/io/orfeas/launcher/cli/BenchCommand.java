package io.orfeas.launcher.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas bench}: how long a running system takes to the first stage and to the end. */
@Command(
    name = "bench",
    description = {
      "Measures a running system through REST: time to the first stage and to the end, as clients",
      "see it. Nothing is taken from the cache unless --cached is given."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;

  @Parameters(paramLabel = "PICTURE", description = "What to send.")
  private Path picture = Path.of("");

  @Option(names = "--url", description = "The edge. Default: http://localhost:8080.")
  private String url = "http://localhost:8080";

  @Option(names = "--requests", description = "Requests measured. Default: 50.")
  private int requests = 50;

  @Option(names = "--warmup", description = "Requests before that. Default: 30.")
  private int warmup = 30;

  @Option(names = "--clients", description = "Clients at once. Default: 1.")
  private int clients = 1;

  @Option(names = "--quality", description = "Quality asked for. Default: 7.")
  private int quality = 7;

  @Option(names = "--cached", description = "Let the cache answer.")
  private boolean cached;

  @Spec private CommandSpec spec = CommandSpec.create();

  private record Sample(double firstMillis, double finalMillis) {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    byte[] body = Files.readAllBytes(picture);
    run(body, warmup);
    long start = System.nanoTime();
    List<Sample> samples = run(body, requests);
    double seconds = (System.nanoTime() - start) / NANOS_PER_MILLI / 1000;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s, quality %d, %d clients, %d requests: %.2f per second%n",
        picture,
        quality,
        clients,
        requests,
        requests / seconds);
    print(out, "first stage", samples.stream().map(Sample::firstMillis).toList());
    print(out, "final", samples.stream().map(Sample::finalMillis).toList());
    out.flush();
    return ExitCode.OK;
  }

  private List<Sample> run(byte[] body, int count) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      List<Future<Sample>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(threads.submit(() -> once(http, body)));
      }
      List<Sample> samples = new ArrayList<>();
      for (Future<Sample> sample : running) {
        samples.add(sample.get());
      }
      return samples;
    } finally {
      threads.shutdownNow();
    }
  }

  private Sample once(HttpClient http, byte[] body) throws IOException, InterruptedException {
    URI target =
        URI.create(
            "%s/api/v1/generate-progressive?quality=%d&do_not_cache=%b"
                .formatted(url, quality, !cached));
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(target).POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofInputStream());
    double first = Double.NaN;
    String last = "";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("\"stage\":\"voxel_preview\"")) {
          first = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
        last = line;
      }
    }
    if (!last.contains("\"stage\":\"completed\"")) {
      throw new UsageException(target + ": " + last + " (expected: a completed generation)");
    }
    return new Sample(first, (System.nanoTime() - start) / NANOS_PER_MILLI);
  }

  private static void print(PrintWriter out, String what, List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    out.printf(
        Locale.ROOT,
        "  %-12s  min %7.1f  median %7.1f  p95 %7.1f  max %7.1f ms%n",
        what,
        sorted.get(0),
        sorted.get(sorted.size() / 2),
        sorted.get(Math.min(sorted.size() - 1, sorted.size() * 95 / 100)),
        sorted.get(sorted.size() - 1));
  }
}
