package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each service in a process of its own, told by the environment where the others are. */
class ITSeparateProcesses {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");

  @TempDir Path folder;

  @Test
  void generate_throughThreeProcesses_worksAndOutlivesTheOthers() throws Exception {
    try (ChildProcess cache = start("cache", Map.of());
        ChildProcess telemetry = start("telemetry", Map.of());
        ChildProcess inference =
            start(
                "inference",
                Map.of(
                    "ORFEAS_CACHE_TARGET", "127.0.0.1:" + port(cache),
                    "ORFEAS_TELEMETRY_TARGET", "127.0.0.1:" + port(telemetry)))) {
      InferenceServiceBlockingStub stub =
          GrpcClients.builder("gproto+http://127.0.0.1:" + port(inference) + "/")
              .responseTimeout(Duration.ofMinutes(1))
              .build(InferenceServiceBlockingStub.class);

      assertThat(cacheOutcome(stub, 1)).isEqualTo("miss");
      assertThat(cacheOutcome(stub, 1)).isEqualTo("hit");

      cache.close();
      telemetry.close();
      cache.await();
      telemetry.await();
      assertThat(cacheOutcome(stub, 2)).isEqualTo("unavailable");
      assertThat(inference.terminate()).isEqualTo(128 + 15);
      assertThat(inference.output()).contains("inference has ended");
    }
  }

  private String cacheOutcome(InferenceServiceBlockingStub stub, int quality) throws IOException {
    List<GenerateResponse> events = new ArrayList<>();
    stub.generate(
            GenerateRequest.newBuilder()
                .setImage(
                    HttpBody.newBuilder()
                        .setData(
                            ByteString.copyFrom(Files.readAllBytes(Repository.sample("mug.png")))))
                .setQuality(quality)
                .build())
        .forEachRemaining(events::add);
    assertThat(events).hasSize(6);
    assertThat(events.get(5).getStage()).isEqualTo("completed");
    return events.get(0).getCache();
  }

  private ChildProcess start(String service, Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_" + service.toUpperCase(Locale.ROOT) + "_PORT", "0");
    environment.putAll(more);
    return ChildProcess.start(folder, environment, "run", service);
  }

  /** The port that a service says it listens on. */
  private static int port(ChildProcess service) throws InterruptedException {
    return Integer.parseInt(service.await(LISTENS));
  }
}
