package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tracing that nobody asked for costs nothing: its SDK is not even loaded. */
@Timeout(300)
class ITTracingOff {
  private static final Pattern UP = Pattern.compile("orfeas is up: (http://127\\.0\\.0\\.1:\\d+)");

  @TempDir Path folder;

  @Test
  void up_withoutADestination_loadsNoSdkAndInstrumentsNothing() throws Exception {
    List<String> loaded = classesLoadedBy(Map.of());

    assertThat(loaded).contains("io.orfeas.inference.run.Run");
    assertThat(loaded.stream().filter(ITTracingOff::ofTheSdk)).isEmpty();
  }

  @Test
  void up_withADestination_loadsTheSdk() throws Exception {
    try (SpanSink sink = SpanSink.start()) {
      assertThat(classesLoadedBy(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.url())))
          .filteredOn(ITTracingOff::ofTheSdk)
          .hasSizeGreaterThan(100);
    }
  }

  /** Whether a class makes, instruments or exports spans, as opposed to declaring them. */
  private static boolean ofTheSdk(String name) {
    return List.of(
            "io.opentelemetry.sdk.",
            "io.opentelemetry.exporter.",
            "io.opentelemetry.instrumentation.armeria.",
            // Has gRPC carry a second context from thread to thread, traced or not.
            "io.grpc.override.",
            "io.orfeas.runtime.GrpcSpans")
        .stream()
        .anyMatch(name::startsWith);
  }

  /** Names of the classes loaded by a system that has answered one request. */
  private List<String> classesLoadedBy(Map<String, String> more) throws Exception {
    Path log = folder.resolve("classes.log");
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log);
    environment.putAll(more);
    try (ChildProcess system = ChildProcess.start(folder, environment, "up", "--port", "0")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(system.await(UP) + "/api/v1/generate?quality=1"))
              .POST(BodyPublishers.ofFile(Repository.sample("mug.png")))
              .build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      system.terminate();
    }
    Pattern loaded = Pattern.compile("\\] (\\S+) source: ");
    return loaded.matcher(Files.readString(log)).results().map(found -> found.group(1)).toList();
  }
}
