package io.orfeas.launcher.edge;

import com.google.api.HttpBody;
import com.google.common.collect.Iterators;
import com.google.protobuf.UnsafeByteOperations;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Steadiness;
import io.orfeas.runtime.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What an edge costs: a generation answered from the cache, directly from the inference service and
 * through each edge, over gRPC and as JSON lines: the embedded edge in one process with the
 * services ({@code orfeas up}) and calling them over the network ({@code orfeas run edge}), and
 * Envoy. One call of each in turn, so that all see the same machine; then the same with eight
 * clients at once. Prints medians and their ratio to the direct call, and throughputs and theirs.
 *
 * <p>Run the main method with the test class path, with an {@code envoy} on {@code PATH}, and
 * optionally a picture; it needs about five minutes. See BENCHMARKS.md for the command.
 */
final class EdgeBenchmark {
  private static final int WARM_UP_PASS = 1000;
  private static final int WARM_UP_PASSES = 40;
  private static final int CALLS = 1500;
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 6;
  private static final int CALLS_AT_ONCE = 400;

  private final Map<String, Callable<?>> ways = new LinkedHashMap<>();

  private EdgeBenchmark(byte[] picture, int direct, int up, int embedded, int envoy) {
    ways.put("gRPC, direct", grpc(picture, direct));
    ways.put("gRPC, orfeas up", grpc(picture, up));
    ways.put("gRPC, orfeas run edge", grpc(picture, embedded));
    ways.put("gRPC, Envoy", grpc(picture, envoy));
    ways.put("JSON lines, orfeas up", lines(picture, up));
    ways.put("JSON lines, orfeas run edge", lines(picture, embedded));
    ways.put("JSON lines, Envoy", lines(picture, envoy));
  }

  /** Starts everything in a temporary folder and measures. */
  public static void main(String[] args) throws Exception {
    byte[] picture = args.length > 0 ? Files.readAllBytes(Path.of(args[0])) : EdgeClient.ball();
    Path folder = Files.createTempDirectory("edge-benchmark");
    Map<String, String> environment =
        Map.of(
            "ORFEAS_CACHE_DIR", folder.resolve("cache").toString(),
            "ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString(),
            "ORFEAS_DRAIN_TIMEOUT", "1s");
    try (LocalServices services = LocalServices.start(environment, Metrics.withJvm());
        OrfeasServer up = withServices(services);
        OrfeasServer edge =
            ITEmbeddedEdge.start(
                services.inferenceTarget(), services.cacheTarget(), services.telemetryTarget());
        EnvoyProcess envoy =
            EnvoyProcess.start(
                folder,
                new EnvoyProcess.Targets(
                    services.inferenceTarget(),
                    services.cacheTarget(),
                    services.telemetryTarget(),
                    "127.0.0.1:" + edge.port()))) {
      String target = services.inferenceTarget();
      int direct = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      new EdgeBenchmark(picture, direct, up.port(), edge.port(), envoy.port("public")).run();
    }
    System.exit(0);
  }

  /** The edge as {@code orfeas up} has it: in one process with the services, called near. */
  private static OrfeasServer withServices(LocalServices services) {
    Env env = Env.of(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s"));
    return services.startEdge(
        ServerSettings.read(env, "ORFEAS_EDGE", 0),
        EdgeSettings.read(env),
        Metrics.withJvm(),
        Tracing.off());
  }

  private void run() throws Exception {
    warmUp();
    Map<String, double[]> latencies = latencies(CALLS);
    Map<String, Double> throughputs = throughputs();
    double direct = median(latencies.get("gRPC, direct"));
    double directRate = throughputs.get("gRPC, direct");
    for (String way : ways.keySet()) {
      double latency = median(latencies.get(way));
      System.out.printf(
          Locale.ROOT,
          "%-28s %7.3f ms (%.2f x direct)  %8.1f per second (%.2f x direct)%n",
          way,
          latency,
          latency / direct,
          throughputs.get(way),
          throughputs.get(way) / directRate);
    }
  }

  /** Until no way gets faster. */
  private void warmUp() throws Exception {
    Steadiness steadiness = new Steadiness();
    for (int i = 0; i < WARM_UP_PASSES; i++) {
      long start = System.nanoTime();
      latencies(WARM_UP_PASS);
      if (steadiness.add(1.0 / (System.nanoTime() - start))) {
        return;
      }
    }
  }

  private Map<String, double[]> latencies(int calls) throws Exception {
    Map<String, double[]> taken = new LinkedHashMap<>();
    ways.keySet().forEach(way -> taken.put(way, new double[calls]));
    for (int i = 0; i < calls; i++) {
      for (Map.Entry<String, Callable<?>> way : ways.entrySet()) {
        long start = System.nanoTime();
        way.getValue().call();
        taken.get(way.getKey())[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return taken;
  }

  private Map<String, Double> throughputs() throws Exception {
    Map<String, double[]> rates = new LinkedHashMap<>();
    ways.keySet().forEach(way -> rates.put(way, new double[ROUNDS]));
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        for (Map.Entry<String, Callable<?>> way : ways.entrySet()) {
          rates.get(way.getKey())[round] = rate(clients, way.getValue());
        }
      }
    } finally {
      clients.shutdownNow();
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    rates.forEach((way, measured) -> medians.put(way, median(measured)));
    return medians;
  }

  private static double rate(ExecutorService clients, Callable<?> call) throws Exception {
    List<Callable<Object>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS_AT_ONCE; i++) {
      calls.add(call::call);
    }
    long start = System.nanoTime();
    for (Future<Object> done : clients.invokeAll(calls)) {
      done.get();
    }
    return CALLS_AT_ONCE / ((System.nanoTime() - start) / 1e9);
  }

  private static Callable<?> grpc(byte[] picture, int port) {
    InferenceServiceBlockingStub stub =
        new EdgeClient(port).stub("gproto", InferenceServiceBlockingStub.class);
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setImage(HttpBody.newBuilder().setData(UnsafeByteOperations.unsafeWrap(picture)))
            .setQuality(1)
            .build();
    return () -> expect(Iterators.size(stub.generate(request)));
  }

  private static Callable<?> lines(byte[] picture, int port) {
    EdgeClient client = new EdgeClient(port);
    return () -> {
      byte[] answer = client.post("/api/v1/generate-progressive?quality=1", picture).body();
      int count = 0;
      for (byte b : answer) {
        count += b == '\n' ? 1 : 0;
      }
      return expect(count);
    };
  }

  private static int expect(int events) {
    if (events != 6) {
      throw new IllegalStateException("events: " + events + " (expected: 6)");
    }
    return events;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
