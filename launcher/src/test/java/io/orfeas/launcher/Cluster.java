package io.orfeas.launcher;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.stub.AbstractBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cache-service and any number of inference replicas, each in a process of its own. */
final class Cluster implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");

  private final Path folder;
  private final List<AutoCloseable> processes = new ArrayList<>();

  /** A process and where it listens. */
  record Member(ChildProcess process, int port) {
    String target() {
      return "127.0.0.1:" + port;
    }

    /** As power loss or the kernel would: no signal that it could handle. */
    void kill() throws InterruptedException {
      process.close();
      process.await();
    }

    /** Stops it where it is; it neither works nor answers until it is told to go on. */
    void pause() throws IOException, InterruptedException {
      process.signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
      process.signal("CONT");
    }

    <S extends AbstractBlockingStub<S>> S stub(Class<S> type) {
      return GrpcClients.builder("gproto+http://" + target() + "/")
          .responseTimeout(Duration.ofMinutes(2))
          .maxResponseLength(0)
          .build(type);
    }

    /** The value of a metric without labels or with those given; 0 where there is none. */
    double metric(String sample) throws IOException, InterruptedException {
      String page =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + target() + "/metrics")).build(),
                  BodyHandlers.ofString())
              .body();
      Matcher line =
          Pattern.compile("^" + Pattern.quote(sample) + " (\\S+)$", Pattern.MULTILINE)
              .matcher(page);
      return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    GetStatsResponse stats() {
      return stub(CacheServiceBlockingStub.class).getStats(GetStatsRequest.getDefaultInstance());
    }

    /** Waits until the cache-service says so. */
    GetStatsResponse awaitStats(Predicate<GetStatsResponse> wanted) {
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      GetStatsResponse stats = stats();
      while (!wanted.test(stats)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("stats: " + stats);
        }
        Thread.onSpinWait();
        stats = stats();
      }
      return stats;
    }
  }

  Cluster(Path folder) {
    this.folder = folder;
  }

  Member cache(Map<String, String> more) throws Exception {
    return start("cache", more);
  }

  /** A replica that finds the log there. */
  Member inference(String cacheTarget) throws Exception {
    return inference(cacheTarget, Map.of());
  }

  /** A replica with settings of its own. */
  Member inference(String cacheTarget, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("ORFEAS_CACHE_TARGET", cacheTarget);
    // Telemetry is not asked for, and nobody listens on the discard port.
    environment.put("ORFEAS_TELEMETRY_TARGET", "127.0.0.1:9");
    environment.putAll(more);
    return start("inference", environment);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable process : processes) {
      process.close();
    }
  }

  private Member start(String service, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_" + service.toUpperCase(Locale.ROOT) + "_PORT", "0");
    environment.putAll(more);
    ChildProcess process = ChildProcess.start(folder, environment, "run", service);
    processes.add(process);
    return new Member(process, Integer.parseInt(process.await(LISTENS)));
  }
}
