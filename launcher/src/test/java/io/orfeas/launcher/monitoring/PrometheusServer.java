package io.orfeas.launcher.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orfeas.launcher.Await;
import io.orfeas.launcher.ChildProcess;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A real Prometheus and Alertmanager with the project's configuration, at another pace: every
 * duration in it is a sixtieth, so that five minutes pass in five seconds.
 */
final class PrometheusServer implements AutoCloseable {
  private static final Pattern LISTENS =
      Pattern.compile("Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

  private static final Pattern DURATION = Pattern.compile("(\\[|for: |offset )(\\d+)([mhd])");
  private static final Map<String, Integer> SECONDS = Map.of("m", 1, "h", 60, "d", 1440);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess alertmanager;
  private final ChildProcess prometheus;
  private final int alertmanagerPort;
  private final int port;

  private PrometheusServer(
      ChildProcess alertmanager, int alertmanagerPort, ChildProcess prometheus, int port) {
    this.alertmanager = alertmanager;
    this.alertmanagerPort = alertmanagerPort;
    this.prometheus = prometheus;
    this.port = port;
  }

  /**
   * Starts both.
   *
   * @param folder for configuration and data
   * @param targets {@code host:port} of each job in {@code prometheus.yml}, and of further ones
   */
  static PrometheusServer start(Path folder, Map<String, String> targets) throws Exception {
    ChildProcess alertmanager = alertmanager(folder);
    int alertmanagerPort = Integer.parseInt(alertmanager.await(LISTENS));
    Path config = configuration(folder, targets, alertmanagerPort);
    ChildProcess prometheus =
        ChildProcess.start(
            new ProcessBuilder(
                Requires.program("prometheus").toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:0"));
    int port = Integer.parseInt(prometheus.await(LISTENS));
    PrometheusServer server =
        new PrometheusServer(alertmanager, alertmanagerPort, prometheus, port);
    // It listens before it has read its own data.
    Await.until("ready", () -> server.status("/-/ready") == 200);
    return server;
  }

  /** What an expression is now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer = get(port, "/api/v1/query?query=" + encode(atItsPace(expression)));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError("query: " + expression + ": " + answer);
    }
    return answer.path("data").path("result");
  }

  /** The names of the series that it has seen. */
  Set<String> series() throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>();
    get(port, "/api/v1/label/__name__/values")
        .path("data")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  /** The link of an alert that fires; blank while it does not. */
  String runbookOf(String alert) throws IOException, InterruptedException {
    for (JsonNode known : get(port, "/api/v1/alerts").path("data").path("alerts")) {
      if (known.path("labels").path("alertname").asText().equals(alert)
          && known.path("state").asText().equals("firing")) {
        return known.path("annotations").path("runbook_url").asText();
      }
    }
    return "";
  }

  /** Who Alertmanager tells of an alert. */
  Set<String> receivers(String alert) throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>();
    String filter = encode("alertname=\"" + alert + "\"");
    get(alertmanagerPort, "/api/v2/alerts?filter=" + filter)
        .forEach(
            known -> known.path("receivers").forEach(to -> names.add(to.path("name").asText())));
    return names;
  }

  String output() {
    return prometheus.output();
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
  }

  private static ChildProcess alertmanager(Path folder) throws IOException {
    return ChildProcess.start(
        new ProcessBuilder(
            Requires.program("prometheus-alertmanager").toString(),
            "--config.file=" + Rules.folder().resolve("../alertmanager/alertmanager.yml"),
            "--storage.path=" + folder.resolve("alertmanager-data"),
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:0"));
  }

  private static Path configuration(Path folder, Map<String, String> targets, int alertmanagerPort)
      throws IOException {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    for (Path file : Rules.files()) {
      Files.writeString(rules.resolve(file.getFileName()), atItsPace(Rules.text(file)));
    }
    String config =
        Rules.text(Rules.folder().resolve("prometheus.yml"))
            .replace("_interval: 15s", "_interval: 1s")
            .replace("127.0.0.1:9095", "127.0.0.1:" + alertmanagerPort);
    for (Map.Entry<String, String> target : targets.entrySet()) {
      config = withTarget(config, target.getKey(), target.getValue());
    }
    return Files.writeString(folder.resolve("prometheus.yml"), config);
  }

  private static String withTarget(String config, String name, String target) {
    String job = "job_name: " + name + "\n    static_configs: [{ targets: [";
    int found = config.indexOf(job);
    if (found < 0) {
      return config + "  - " + job + target + "] }]\n";
    }
    int start = found + job.length();
    return config.substring(0, start) + target + config.substring(config.indexOf(']', start));
  }

  private static String atItsPace(String text) {
    return DURATION
        .matcher(text.replace("$__rate_interval", "15m"))
        .replaceAll(
            found ->
                found.group(1)
                    + Integer.parseInt(found.group(2)) * SECONDS.get(found.group(3))
                    + "s");
  }

  private int status(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private JsonNode get(int at, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
