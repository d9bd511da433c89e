package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running system writes: a line per request, as JSON with its trace, or for people. */
@Timeout(300)
class ITLogs {
  private static final Pattern UP = Pattern.compile("orfeas is up: (http://127\\.0\\.0\\.1:\\d+)");
  private static final Pattern TOKEN = Pattern.compile("\"resume_token\":\\s*\"([0-9a-f]{64})-");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  @TempDir Path folder;

  @Test
  void json_everyRequest_isOneObjectWithItsTrace() throws Exception {
    try (SpanSink sink = SpanSink.start();
        ChildProcess system = start("json", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()))) {
      String url = system.await(UP);
      post(url + "/api/v1/generate?quality=2");
      post(url + "/api/v1/generate?quality=2");
      post(url + "/api/v1/generate?quality=11");
      system.terminate();

      List<Map<String, Value>> lines = objects(system.output());

      List<Map<String, Value>> ended = withMessage(lines, "request ended");
      assertThat(ended).extracting(line -> text(line, "cache")).containsExactly("miss", "hit");
      assertThat(ended)
          .allSatisfy(
              line -> {
                assertThat(text(line, "trace_id")).isEqualTo(TRACE);
                assertThat(text(line, "span_id")).matches("[0-9a-f]{16}");
                assertThat(text(line, "request_key")).matches("[0-9a-f]{64}");
                assertThat(text(line, "outcome")).isEqualTo("ok");
                assertThat(text(line, "status")).isEqualTo("OK");
                assertThat(text(line, "stage")).isEqualTo("completed");
                assertThat(line.get("duration_seconds").getNumberValue()).isPositive();
                assertThat(line.get("first_stage_seconds").getNumberValue()).isPositive();
              });
      assertThat(ended.get(0).get("queue_wait_seconds").getNumberValue()).isNotNegative();
      assertThat(ended.get(1)).doesNotContainKey("queue_wait_seconds");
      List<Map<String, Value>> refused = withMessage(lines, "request refused");
      assertThat(refused).hasSize(1);
      assertThat(text(refused.get(0), "outcome")).isEqualTo("rejected");
      assertThat(text(refused.get(0), "status")).isEqualTo("INVALID_ARGUMENT");
      assertThat(text(refused.get(0), "reason")).isEqualTo("quality: 11 (expected: 1..10)");
      assertThat(text(refused.get(0), "trace_id")).isEqualTo(TRACE);
    }
  }

  @Test
  void resumedAndRefusedRequests_endWithALineAndAreCounted() throws Exception {
    try (ChildProcess system = start("json", Map.of())) {
      String url = system.await(UP);
      Matcher token = TOKEN.matcher(post(url + "/api/v1/generate?quality=2"));
      assertThat(token.find()).isTrue();
      String unknown = "0".repeat(64);
      get(url + "/api/v1/generations/" + token.group(1));
      get(url + "/api/v1/generations/" + unknown);
      get(url + "/api/v1/generations/abc");
      post(url + "/api/v1/generate?quality=11");
      String metrics = get(url + "/metrics");
      system.terminate();

      List<Map<String, Value>> lines = objects(system.output());
      List<Map<String, Value>> ended = withMessage(lines, "request ended");
      assertThat(ended)
          .extracting(line -> text(line, "cache") + " " + text(line, "outcome"))
          .containsExactly("miss ok", "resumed ok", "resumed rejected");
      assertThat(ended)
          .extracting(line -> text(line, "request_key"))
          .containsExactly(token.group(1), token.group(1), unknown);
      assertThat(ended.get(1)).doesNotContainKeys("quality", "first_stage_seconds");
      assertThat(withMessage(lines, "request refused"))
          .hasSize(2)
          .allSatisfy(line -> assertThat(text(line, "outcome")).isEqualTo("rejected"));
      assertThat(metrics)
          .contains("orfeas_generations_total{source=\"resumed\",outcome=\"ok\",} 1.0\n")
          .contains("orfeas_generations_total{source=\"resumed\",outcome=\"rejected\",} 1.0\n")
          .contains("orfeas_generations_total{source=\"none\",outcome=\"rejected\",} 2.0\n")
          .contains("orfeas_time_to_first_stage_seconds_count{source=\"miss\",} 1.0\n")
          .doesNotContain("orfeas_time_to_first_stage_seconds_count{source=\"joined\"");
    }
  }

  @Test
  void text_untraced_isForPeople() throws Exception {
    try (ChildProcess system = start("text", Map.of())) {
      String url = system.await(UP);
      post(url + "/api/v1/generate?quality=2");
      system.terminate();

      assertThat(system.output().lines())
          .filteredOn(line -> line.contains("request ended"))
          .singleElement()
          .asString()
          .matches(
              "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\S+: request ended request_key=.*"
                  + "outcome=ok status=OK cache=miss .*estimator=classical");
    }
  }

  @Test
  void format_unknown_isRefusedAtTheStart() throws Exception {
    try (ChildProcess system = start("xml", Map.of())) {
      assertThat(system.await()).isEqualTo(2);
      assertThat(system.output()).contains("ORFEAS_LOG_FORMAT: xml (expected: text|json)");
    }
  }

  private String post(String url) throws Exception {
    byte[] picture = Files.readAllBytes(Repository.sample("mug.png"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("traceparent", PARENT)
            .POST(BodyPublishers.ofByteArray(picture))
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private String get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private ChildProcess start(String format, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_LOG_FORMAT", format);
    environment.putAll(more);
    return ChildProcess.start(folder, environment, "up", "--port", "0");
  }

  /** The lines of a log, all of them objects, but for what the command itself prints. */
  private static List<Map<String, Value>> objects(String output) throws Exception {
    List<Map<String, Value>> lines = new ArrayList<>();
    for (String line : output.lines().filter(text -> !UP.matcher(text).find()).toList()) {
      Struct.Builder object = Struct.newBuilder();
      JsonFormat.parser().merge(line, object);
      assertThat(line).hasSizeLessThan(4_000);
      assertThat(object.getFieldsMap()).containsKeys("timestamp", "level", "message", "logger");
      lines.add(object.getFieldsMap());
    }
    return lines;
  }

  private static List<Map<String, Value>> withMessage(
      List<Map<String, Value>> lines, String message) {
    return lines.stream().filter(line -> text(line, "message").equals(message)).toList();
  }

  private static String text(Map<String, Value> line, String field) {
    return line.getOrDefault(field, Value.getDefaultInstance()).getStringValue();
  }
}
