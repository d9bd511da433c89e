package io.orfeas.launcher.proof;

import io.orfeas.client.Backoff;
import io.orfeas.client.ClientOptions;
import io.orfeas.client.EventStream;
import io.orfeas.client.OrfeasClient;
import io.orfeas.client.Picture;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services in this process, on one device, and a client that computes everything anew. */
final class Services implements AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;

  private final LocalServices services;
  private final OrfeasClient client;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * What came of a request.
   *
   * @param stageMillis time to compute each stage, by its name
   * @param totalMillis until the last event
   * @param faces of the final mesh
   * @param rung of the ladder that it ended on; empty where nothing was lost
   */
  record Answer(Map<String, Double> stageMillis, double totalMillis, int faces, String rung) {}

  private Services(LocalServices services) {
    this.services = services;
    client =
        OrfeasClient.connect(
            ClientOptions.DEFAULT.withBackoff(Backoff.NONE), List.of(services.inferenceTarget()));
  }

  /**
   * Starts them.
   *
   * @param device {@code cuda} or {@code cpu}
   */
  static Services on(String device) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("ORFEAS_COMPUTE_DEVICE", device);
    environment.put("ORFEAS_CACHE_STORE", "memory");
    environment.put("ORFEAS_TELEMETRY_STORE", "memory");
    environment.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    return new Services(LocalServices.start(environment, new Metrics()));
  }

  /**
   * Makes a mesh.
   *
   * @throws io.grpc.StatusRuntimeException when that fails
   */
  Answer generate(Picture picture, int quality) {
    GenerateRequest request =
        GenerateRequest.newBuilder().setQuality(quality).setDoNotCache(true).build();
    Map<String, Double> stages = new LinkedHashMap<>();
    GenerateResponse last = GenerateResponse.getDefaultInstance();
    long start = System.nanoTime();
    try (EventStream events = client.generate(picture, request)) {
      while (events.hasNext()) {
        last = events.next();
        if (last.hasDuration() && !last.getStage().equals("completed")) {
          stages.put(last.getStage(), millis(last));
        }
      }
    }
    return new Answer(
        stages,
        (System.nanoTime() - start) / NANOS_PER_MILLI,
        last.getData().getFaces(),
        last.getDegraded().getRung());
  }

  /** The sum of a counter over all its labels. */
  double counted(String name) throws IOException, InterruptedException {
    URI metrics = URI.create("http://" + services.inferenceTarget() + "/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    services.close();
  }

  private static double millis(GenerateResponse event) {
    return event.getDuration().getSeconds() * 1000.0
        + event.getDuration().getNanos() / NANOS_PER_MILLI;
  }
}
