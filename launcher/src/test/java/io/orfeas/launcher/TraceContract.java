package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.orfeas.inference.v1.GenerateResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One request is one trace, from the edge to the last stage and the report about it: of services in
 * processes of their own, two inference replicas among them, with spans as they come over OTLP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
abstract class TraceContract {
  private static final Pattern LISTENS = Pattern.compile("listens on (127\\.0\\.0\\.1:\\d+)");
  private static final List<String> STAGES =
      List.of("voxel_preview", "rough_mesh", "refined_mesh", "final_optimized");
  private static final String GENERATE = "orfeas.inference.v1.InferenceService/Generate";
  private static final String CACHE = "orfeas.cache.v1.CacheService/";
  private static final String REPORT = "orfeas.telemetry.v1.TelemetryService/Report";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ChildProcess> processes = new ArrayList<>();
  private final SpanSink sink = SpanSink.start();
  private Path folder;
  private byte[] picture;
  private int edgeA;
  private int edgeB;

  /** Addresses of the services. */
  record Services(String inference, String cache, String telemetry) {}

  /** Where services send their spans, which end up in the sink; an {@code http://} address. */
  abstract String collector(Path folder, SpanSink sink) throws Exception;

  /** Starts an edge in front of services; its port. */
  abstract int edge(Path folder, Services services, Map<String, String> tracing) throws Exception;

  /** Ends what the two above have started. */
  abstract void stop() throws Exception;

  /** The span of the edge's call to inference, below the span of the caller. */
  abstract SeenSpan throughTheEdge(Trace trace, Caller caller);

  /** A request in a trace that the caller has begun. */
  record Caller(String traceId, String spanId) {
    static Caller random() {
      byte[] bytes = new byte[24];
      ThreadLocalRandom.current().nextBytes(bytes);
      String hex = HexFormat.of().formatHex(bytes);
      return new Caller(hex.substring(0, 32), hex.substring(32));
    }

    String traceParent() {
      return "00-" + traceId + "-" + spanId + "-01";
    }
  }

  @BeforeAll
  final void startAll(@TempDir Path temporary) throws Exception {
    folder = temporary;
    picture = Files.readAllBytes(Repository.sample("mug.png"));
    Map<String, String> tracing =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", collector(folder, sink),
            "OTEL_BSP_SCHEDULE_DELAY", "100",
            "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
    String cache = start("cache", tracing);
    String telemetry = start("telemetry", tracing);
    Map<String, String> neighbours = new HashMap<>(tracing);
    neighbours.put("ORFEAS_CACHE_TARGET", cache);
    neighbours.put("ORFEAS_TELEMETRY_TARGET", telemetry);
    edgeA = edge(folder, new Services(start("inference", neighbours), cache, telemetry), tracing);
    edgeB = edge(folder, new Services(start("inference", neighbours), cache, telemetry), tracing);
  }

  @AfterAll
  final void stopAll() throws Exception {
    processes.forEach(ChildProcess::close);
    stop();
    sink.close();
  }

  @Test
  void leader_request_isOneTraceFromTheEdgeToTheReport() throws Exception {
    Caller caller = Caller.random();

    assertThat(generate(edgeA, caller, "quality=2")).isEqualTo("miss");

    sink.await(caller.traceId(), trace -> assertLeader(trace, caller));
  }

  @Test
  void hit_request_isOneTraceLinkedToTheRunThatComputed() throws Exception {
    Caller leader = Caller.random();
    Caller later = Caller.random();
    assertThat(generate(edgeA, leader, "quality=3")).isEqualTo("miss");

    assertThat(generate(edgeB, later, "quality=3")).isEqualTo("hit");

    sink.await(
        later.traceId(),
        trace -> {
          SeenSpan generate = assertRequest(trace, later, "hit");
          assertThat(generate.links()).containsExactly(run(trace.others(), leader).address());
        });
  }

  @Test
  void follower_onAnotherReplica_isOneTraceLinkedToTheRunThatComputes() throws Exception {
    // Warm, so that it asks while the leader still computes.
    generate(edgeB, Caller.random(), "quality=1&seed=1");
    Caller leader = Caller.random();
    Caller follower = Caller.random();
    String outcome = "";
    // On a strange machine the leader may be done before the follower has asked.
    for (int seed = 0; !outcome.equals("joined"); seed++) {
      leader = Caller.random();
      follower = Caller.random();
      outcome = follow(leader, follower, "quality=10&size=large&seed=" + seed);
    }

    Caller followed = leader;
    Caller following = follower;
    sink.await(followed.traceId(), trace -> assertLeader(trace, followed));
    sink.await(
        following.traceId(),
        trace -> {
          SeenSpan generate = assertRequest(trace, following, "joined");
          assertThat(generate.links()).containsExactly(run(trace.others(), followed).address());
          trace.descend(generate, "inference CLIENT " + CACHE + "Watch");
        });
  }

  @Test
  void spans_all_holdNoPictureAndNoLongText() throws Exception {
    Caller caller = Caller.random();
    generate(edgeA, caller, "quality=4");

    sink.await(
        caller.traceId(),
        trace -> {
          assertLeader(trace, caller);
          assertThat(trace.spans())
              .allSatisfy(
                  span ->
                      assertThat(span.texts())
                          .allSatisfy(text -> assertThat(text).hasSizeLessThan(300)));
          assertThat(trace.spans())
              .allSatisfy(
                  span ->
                      assertThat(span.resource())
                          .containsEntry("deployment.environment.name", "test"));
        });
  }

  private void assertLeader(Trace trace, Caller caller) {
    SeenSpan generate = assertRequest(trace, caller, "miss");
    assertThat(generate.links()).isEmpty();
    SeenSpan run = trace.child(generate, "inference INTERNAL run");
    assertThat(run.attributes()).containsEntry("orfeas.outcome", "ok");
    trace.child(run, "inference INTERNAL queue");
    trace.child(run, "inference INTERNAL prepare");
    for (String stage : STAGES) {
      Map<String, String> facts = trace.child(run, "inference INTERNAL " + stage).attributes();
      assertThat(facts)
          .containsEntry("orfeas.device", "cpu")
          .containsEntry("orfeas.precision", "fp32")
          .containsEntry("orfeas.cache.outcome", "miss");
      for (String amount : List.of("vertices", "faces", "bytes")) {
        assertThat(facts.get("orfeas.mesh." + amount))
            .as("%s of %s", amount, stage)
            .matches("[1-9]\\d*");
      }
    }
    assertCacheCalls(trace, run, "Publish", 6);
    assertCacheCalls(trace, run, "PutBlob", 4);
    assertCacheCalls(trace, run, "Complete", 1);
  }

  /** What holds however the cache answered; the span of {@code Generate} in inference. */
  private SeenSpan assertRequest(Trace trace, Caller caller, String outcome) {
    trace.assertConnected(caller.spanId());
    SeenSpan generate = trace.child(throughTheEdge(trace, caller), "inference SERVER " + GENERATE);
    assertThat(generate.attributes()).containsEntry("orfeas.cache.outcome", outcome);
    assertThat(generate.events()).containsSubsequence("accepted").containsSubsequence(STAGES);
    assertCacheCalls(trace, generate, "Acquire", 1);
    assertThat(trace.reports()).as("reports of %s", trace).isNotEmpty();
    Trace whole = new Trace(trace.id(), all(trace), List.of());
    for (SeenSpan report : trace.reports()) {
      whole.descend(report, "inference CLIENT " + REPORT, "telemetry SERVER " + REPORT);
    }
    return generate;
  }

  private static void assertCacheCalls(Trace trace, SeenSpan parent, String method, int count) {
    List<SeenSpan> calls = trace.below(parent, "inference CLIENT " + CACHE + method);
    assertThat(calls).as("%s in %s", method, trace).hasSize(count);
    calls.forEach(call -> trace.child(call, "cache SERVER " + CACHE + method));
  }

  private static List<SeenSpan> all(Trace trace) {
    List<SeenSpan> spans = new ArrayList<>(trace.spans());
    spans.addAll(trace.others());
    return spans;
  }

  private static SeenSpan run(List<SeenSpan> spans, Caller leader) {
    List<SeenSpan> runs =
        Trace.of(leader.traceId(), spans).spans().stream()
            .filter(span -> span.name().equals("run"))
            .toList();
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  /** The leader's request, and once it is accepted the follower's: how the cache answered that. */
  private String follow(Caller leader, Caller follower, String parameters) throws Exception {
    try (BufferedReader lines = send(edgeA, leader, parameters)) {
      lines.readLine();
      String outcome = generate(edgeB, follower, parameters);
      assertThat(lines.lines().toList()).last().asString().contains("\"stage\":\"completed\"");
      return outcome;
    }
  }

  /** How the cache answered a request that has ended well. */
  private String generate(int edge, Caller caller, String parameters) throws Exception {
    try (BufferedReader lines = send(edge, caller, parameters)) {
      GenerateResponse.Builder accepted = GenerateResponse.newBuilder();
      String first = lines.readLine();
      JsonFormat.parser().merge(first, accepted);
      assertThat(lines.lines().toList()).last().asString().contains("\"stage\":\"completed\"");
      return accepted.getCache();
    }
  }

  private BufferedReader send(int edge, Caller caller, String parameters)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + edge + "/api/v1/generate-progressive?" + parameters))
            .header("traceparent", caller.traceParent())
            .POST(BodyPublishers.ofByteArray(picture))
            .build();
    return new BufferedReader(
        new InputStreamReader(
            http.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
  }

  private String start(String service, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_" + service.toUpperCase(Locale.ROOT) + "_PORT", "0");
    environment.putAll(more);
    ChildProcess process = ChildProcess.start(folder, environment, "run", service);
    processes.add(process);
    return process.await(LISTENS);
  }
}
