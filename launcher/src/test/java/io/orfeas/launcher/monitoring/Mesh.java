package io.orfeas.launcher.monitoring;

import io.orfeas.launcher.ChildProcess;
import io.orfeas.launcher.Repository;
import io.orfeas.launcher.RunningSystem;
import io.orfeas.launcher.edge.EnvoyProcess;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The services as processes of their own behind Envoy, with little: one computation at a time, one
 * that may wait, and a heap too small for the finest meshes.
 */
final class Mesh implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");
  private static final String HEAP = "-Xmx96m";
  private static final byte[] NOTHING = {};

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final byte[] picture;
  private ChildProcess cache;
  private final int cachePort;
  private final ChildProcess telemetry;
  private final int telemetryPort;
  private final ChildProcess inference;
  private final int inferencePort;
  private final Agents agents;
  private final ChildProcess access;
  private final int accessPort;
  private final ChildProcess web;
  private final int webPort;
  private final EnvoyProcess envoy;

  private Mesh(Path folder) throws Exception {
    this.folder = folder;
    picture = Files.readAllBytes(Repository.sample("mug.png"));
    cache = service("cache", 0, Map.of());
    cachePort = port(cache);
    telemetry = service("telemetry", 0, Map.of());
    telemetryPort = port(telemetry);
    Map<String, String> targets = new HashMap<>();
    targets.put("ORFEAS_CACHE_TARGET", at(cachePort));
    targets.put("ORFEAS_TELEMETRY_TARGET", at(telemetryPort));
    targets.put("ORFEAS_COMPUTE_SLOTS", "1");
    targets.put("ORFEAS_QUEUE_CAPACITY", "1");
    inference = service("inference", 0, targets);
    inferencePort = port(inference);
    agents = new Agents(folder);
    access = service("access", 0, agents.settings());
    accessPort = port(access);
    targets.put("ORFEAS_INFERENCE_TARGET", at(inferencePort));
    web = service("edge", 0, targets);
    webPort = port(web);
    envoy =
        EnvoyProcess.start(
            folder,
            new EnvoyProcess.Targets(
                at(inferencePort), at(cachePort), at(telemetryPort), at(webPort)),
            Map.of("ACCESS", at(accessPort)));
  }

  static Mesh start(Path folder) throws Exception {
    return new Mesh(folder);
  }

  /** Where each job of {@code kubernetes.yml} is. */
  Map<String, String> targets() throws IOException {
    return Map.of(
        "inference", at(inferencePort),
        "cache", at(cachePort),
        "telemetry", at(telemetryPort),
        "access", at(accessPort),
        "web", at(webPort),
        "edge", at(envoy.port("metrics")));
  }

  /** Asks for a mesh through the edge; the status code. */
  CompletableFuture<Integer> generate(String query) throws IOException {
    return generate(query, picture);
  }

  CompletableFuture<Integer> generate(String query, byte[] body) throws IOException {
    String path = "/api/v1/generate?" + query;
    HttpRequest request =
        request(path, agents.known("POST", path, body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return http.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
  }

  String get(String path) throws IOException, InterruptedException {
    HttpRequest request = request(path, agents.known("GET", path, NOTHING)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  /** As nobody in particular; the status code. */
  int getUnsigned(String path) throws IOException, InterruptedException {
    return http.send(request(path, Map.of()).build(), BodyHandlers.discarding()).statusCode();
  }

  /** As an agent that may ask once a minute; the status code. */
  int getHasty(String path) throws IOException, InterruptedException {
    HttpRequest request = request(path, agents.hasty("GET", path, NOTHING)).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  void killCache() throws InterruptedException {
    cache.close();
    cache.await();
  }

  void restartCache() throws Exception {
    cache = service("cache", cachePort, Map.of());
    port(cache);
  }

  @Override
  public void close() throws Exception {
    envoy.close();
    web.close();
    access.close();
    inference.close();
    telemetry.close();
    cache.close();
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + at(envoy.port("public")) + path))
            .timeout(Duration.ofMinutes(5));
    headers.forEach(request::header);
    return request;
  }

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }

  private ChildProcess service(String name, int port, Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_" + name.toUpperCase(Locale.ROOT) + "_PORT", Integer.toString(port));
    environment.putAll(more);
    return ChildProcess.start(folder, environment, List.of(HEAP), "run", name);
  }

  private static int port(ChildProcess service) throws InterruptedException {
    return Integer.parseInt(service.await(LISTENS));
  }
}
