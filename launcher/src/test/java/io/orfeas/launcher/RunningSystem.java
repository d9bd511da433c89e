package io.orfeas.launcher;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.stub.AbstractBlockingStub;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that {@code orfeas up} starts, on free ports, with its data in a folder of the test.
 */
public final class RunningSystem implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LocalServices services;
  private final OrfeasServer edge;
  private final Tracing tracing;

  private RunningSystem(LocalServices services, OrfeasServer edge, Tracing tracing) {
    this.services = services;
    this.edge = edge;
    this.tracing = tracing;
  }

  /** Starts it. */
  public static RunningSystem start(Path data) {
    return start(data, Map.of());
  }

  /** Starts it with more settings. */
  static RunningSystem start(Path data, Map<String, String> more) {
    Map<String, String> environment = environment(data);
    environment.putAll(more);
    Env env = Env.of(environment);
    Metrics metrics = Metrics.withJvm();
    LocalServices services = LocalServices.start(environment, metrics);
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_EDGE", 0);
    Tracing tracing = Tracing.of(environment, "orfeas-edge");
    OrfeasServer edge = services.startEdge(settings, EdgeSettings.read(env), metrics, tracing);
    return new RunningSystem(services, edge, tracing);
  }

  /** Settings under which nothing outside the folder is touched. */
  public static Map<String, String> environment(Path data) {
    Map<String, String> values = new HashMap<>();
    values.put("ORFEAS_CACHE_DIR", data.resolve("cache").toString());
    values.put("ORFEAS_TELEMETRY_DIR", data.resolve("telemetry").toString());
    values.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    // A machine that is busy with the tests must not look like a cache-service that is stuck.
    values.put("ORFEAS_CACHE_DEADLINE", "30s");
    return values;
  }

  /** The port of the edge. */
  public int edgePort() {
    return edge.port();
  }

  /** A blocking stub that goes through the edge. */
  <S extends AbstractBlockingStub<S>> S stub(Class<S> type) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + edge.port() + "/")
        .responseTimeout(Duration.ZERO)
        .maxResponseLength(0)
        .build(type);
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    edge.close();
    services.close();
    tracing.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
        .timeout(Duration.ofMinutes(1));
  }
}
