package io.orfeas.launcher;

import io.orfeas.runtime.Steadiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A system in another process, beside others there, and requests that its cache answers. */
final class BenchedSystem implements AutoCloseable {
  static final int CLIENTS = 2;

  private static final int WARM_UP_PASS = 2000;
  private static final double NANOS = 1e9;

  private static final Pattern UPDATES =
      Pattern.compile("(?m)^(?:orfeas|grpc)_\\w+(?:_count|_total)(?:\\{.*\\})? (\\S+)$");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final ChildProcess process;
  private final String url;
  private final byte[] picture;

  private BenchedSystem(ChildProcess process, int index) throws IOException, InterruptedException {
    this.process = process;
    url =
        process.await(Pattern.compile("system %d: (http://127\\.0\\.0\\.1:\\d+)".formatted(index)));
    picture = Files.readAllBytes(Repository.sample("mug.png"));
  }

  /**
   * Starts systems in one process.
   *
   * @param collector address of an OTLP collector
   * @param shares of traces sampled, or {@code off}
   */
  static List<BenchedSystem> start(Path folder, String collector, List<String> shares)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SystemsInOne.class.getName(),
                folder.toString(),
                collector));
    command.addAll(shares);
    ChildProcess process =
        ChildProcess.program(
            // The class path may be relative to here.
            Path.of("").toAbsolutePath(),
            // The log of requests is the same for all, and not what is measured.
            Map.of("ORFEAS_LOG_LEVEL", "WARN"),
            command.toArray(String[]::new));
    List<BenchedSystem> systems = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      systems.add(new BenchedSystem(process, i));
    }
    return systems;
  }

  /**
   * What a number of requests took.
   *
   * @param seconds until all were answered
   * @param processorSeconds of the process, all of its threads
   */
  record Pass(int requests, double seconds, double processorSeconds) {
    static final Pass NONE = new Pass(0, 0, 0);

    Pass plus(Pass other) {
      return new Pass(
          requests + other.requests,
          seconds + other.seconds,
          processorSeconds + other.processorSeconds);
    }

    double perSecond() {
      return requests / seconds;
    }

    double processorMicros() {
      return processorSeconds * 1e6 / requests;
    }
  }

  /** Sends requests until throughput grows no more, or for as long as given. */
  void warmUp(Duration atMost) throws Exception {
    long start = System.nanoTime();
    Steadiness steadiness = new Steadiness();
    while (!steadiness.add(pass(WARM_UP_PASS).perSecond())
        && System.nanoTime() - start < atMost.toNanos()) {}
  }

  /** Sends requests and waits for all answers. */
  Pass pass(int requests) throws Exception {
    Duration used = process.processorTime();
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      running.add(clients.submit(this::once));
    }
    for (Future<?> request : running) {
      request.get();
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    return new Pass(requests, seconds, process.processorTime().minus(used).toNanos() / NANOS);
  }

  /** How often metrics have been updated so far, added up over all. */
  double updates() throws IOException, InterruptedException {
    return UPDATES
        .matcher(scrape())
        .results()
        .map(MatchResult::group)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  String scrape() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private Void once() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/generate-progressive?quality=1"))
            .POST(BodyPublishers.ofByteArray(picture))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (!answer.body().contains("\"completed\"")) {
      throw new IllegalStateException("answer: " + answer.body() + " (expected: a mesh)");
    }
    return null;
  }

  @Override
  public void close() {
    clients.shutdownNow();
    process.close();
  }
}
