package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load the telemetry-service hangs, is killed, comes back and ends: no generation fails, and
 * what could not be reported is counted.
 */
@Timeout(600)
class ITTelemetryAway {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");
  private static final String DROPPED = "orfeas_telemetry_dropped_total";
  private static final int CALLERS = 2;

  @TempDir Path folder;
  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicInteger done = new AtomicInteger();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private ChildProcess cache;
  private ChildProcess telemetry;
  private ChildProcess inference;

  @BeforeEach
  void start() throws Exception {
    cache = start("cache", Map.of());
    telemetry = start("telemetry", Map.of());
    inference =
        start(
            "inference",
            Map.of(
                "ORFEAS_CACHE_TARGET", "127.0.0.1:" + port(cache),
                "ORFEAS_TELEMETRY_TARGET", "127.0.0.1:" + port(telemetry)));
  }

  @AfterEach
  void stop() {
    enough.set(true);
    callers.shutdownNow();
    inference.close();
    telemetry.close();
    cache.close();
  }

  @Test
  void generations_whileTelemetryHangsAndDiesAndComesBack_allSucceed() throws Exception {
    String address = port(telemetry);
    byte[] picture = Files.readAllBytes(Repository.sample("mug.png"));
    List<Future<?>> load = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int first = 1_000_000 * i;
      load.add(callers.submit(() -> generateUntilEnough(picture, first)));
    }
    awaitGenerations(5, load);
    assertThat(sample(DROPPED)).isZero();

    telemetry.signal("STOP");
    awaitMore(DROPPED, load);
    telemetry.signal("CONT");
    awaitGenerations(5, load);

    telemetry.close();
    telemetry.await();
    awaitMore(DROPPED, load);

    telemetry = start("telemetry", Map.of("ORFEAS_TELEMETRY_PORT", address));
    port(telemetry);
    awaitReports(Integer.parseInt(address), load);
    telemetry.terminate();
    awaitGenerations(5, load);

    enough.set(true);
    for (Future<?> caller : load) {
      // Throws what a generation that failed has thrown.
      caller.get();
    }
    assertThat(done.get()).isGreaterThan(20);
  }

  private void generateUntilEnough(byte[] picture, int firstSeed) {
    InferenceServiceBlockingStub stub =
        GrpcClients.builder("gproto+http://127.0.0.1:" + unchecked(inference) + "/")
            .responseTimeout(Duration.ofMinutes(2))
            .build(InferenceServiceBlockingStub.class);
    for (int i = 0; !enough.get(); i++) {
      // Every second one is a hit.
      GenerateRequest request =
          GenerateRequest.newBuilder()
              .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture)))
              .setQuality(1)
              .setSeed(firstSeed + i / 2)
              .build();
      List<GenerateResponse> events = new ArrayList<>();
      stub.generate(request).forEachRemaining(events::add);
      assertThat(events).last().extracting(GenerateResponse::getStage).isEqualTo("completed");
      done.incrementAndGet();
    }
  }

  private void awaitGenerations(int more, List<Future<?>> load) throws Exception {
    int wanted = done.get() + more;
    while (done.get() < wanted) {
      failIfOver(load);
      Thread.onSpinWait();
    }
  }

  /** Waits until a counter of inference has grown. */
  private void awaitMore(String counter, List<Future<?>> load) throws Exception {
    double before = sample(counter);
    while (sample(counter) <= before) {
      awaitGenerations(1, load);
    }
  }

  /** Waits until the telemetry-service has taken something. */
  private void awaitReports(int port, List<Future<?>> load) throws Exception {
    while (sample(port, "orfeas_telemetry_records_total{result=\"accepted\",}") == 0) {
      awaitGenerations(1, load);
    }
  }

  private static void failIfOver(List<Future<?>> load) throws Exception {
    for (Future<?> caller : load) {
      if (caller.isDone()) {
        caller.get();
      }
    }
  }

  private double sample(String name) throws Exception {
    return sample(Integer.parseInt(port(inference)), name);
  }

  private static double sample(int port, String name) {
    String text = WebClient.of("http://127.0.0.1:" + port).blocking().get("/metrics").contentUtf8();
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(text);
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private ChildProcess start(String service, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_" + service.toUpperCase(Locale.ROOT) + "_PORT", "0");
    environment.put("ORFEAS_CACHE_STORE", "memory");
    environment.putAll(more);
    return ChildProcess.start(folder, environment, "run", service);
  }

  private static String port(ChildProcess service) throws InterruptedException {
    return service.await(LISTENS);
  }

  private static String unchecked(ChildProcess service) {
    try {
      return port(service);
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }
}
