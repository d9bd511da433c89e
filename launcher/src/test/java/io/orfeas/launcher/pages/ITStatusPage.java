package io.orfeas.launcher.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.Repository;
import io.orfeas.launcher.RunningSystem;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceBlockingStub;
import io.orfeas.telemetry.v1.VramSample;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status page of running services, seen in a real browser. */
class ITStatusPage {
  private static final String NOWHERE = "127.0.0.1:1";
  private static final long GIB = 1L << 30;

  @TempDir private static Path folder;
  private static LocalServices services;
  private static OrfeasServer edge;
  private static OrfeasServer edgeWithoutTelemetry;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open();
    Map<String, String> environment = RunningSystem.environment(folder);
    services = LocalServices.start(environment, Metrics.withJvm());
    edge = edge(services.telemetryTarget());
    edgeWithoutTelemetry = edge(NOWHERE);
    for (String query : List.of("quality=1", "quality=1", "quality=2")) {
      generate(query);
    }
    browser.visit(status(edge), 1280, 1000, "light");
    // Figures lag by about a second.
    browser.await("document.querySelectorAll('#stages path').length === 4");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (services != null) {
      edge.close();
      edgeWithoutTelemetry.close();
      services.close();
    }
  }

  @Test
  void figures_areThoseOfTheServices() throws Exception {
    show(edge, "light", 1280);

    assertThat(browser.text("#verdict")).isEqualTo("All services answer");
    assertThat(browser.text("#tiles")).contains("Requests\n3");
    assertThat(browser.text("#stages .legend"))
        .containsSubsequence("voxel_preview", "rough_mesh", "refined_mesh", "final_optimized");
    assertThat(
            browser.run(
                "document.querySelector('#stages svg[role=img]').getAttribute('aria-label')"))
        .asString()
        .contains("final_optimized", "s");
    assertThat(browser.text("#shares")).contains("final_optimized", "%");
    assertThat(browser.text("#requests .legend")).contains("all", "failed");
    assertThat(browser.text("#cache-facts")).contains("Results", "2", "Saved", "disk");
    assertThat(browser.run("document.querySelectorAll('#cache svg, #queue svg').length"))
        .isEqualTo(2L);
  }

  @Test
  void table_opensAndStaysOpenWhileThePageRefreshes() throws Exception {
    show(edge, "light", 1280);
    browser.run("document.querySelector('#stages summary').click()");
    Object before = browser.run("Number(document.body.dataset.refreshed)");

    browser.await("Number(document.body.dataset.refreshed) > " + before);

    assertThat(browser.run("document.querySelector('#stages details').open")).isEqualTo(true);
    assertThat(browser.text("#stages table")).contains("Time", "rough_mesh");
  }

  @Test
  void window_chosen_isAskedFor() throws Exception {
    show(edge, "light", 1280);
    browser.run(
        "(() => { const w = document.getElementById('window'); w.value = '2592000';"
            + " w.dispatchEvent(new Event('change')); })()");

    browser.await(
        "performance.getEntriesByType('resource')"
            + ".some((entry) => entry.name.includes('summary?window=2592000s'))");
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void page_isReadableForEveryone(String colours, int width) throws Exception {
    show(edge, colours, width);

    List<Rule> violations = new AxeBuilder().analyze(browser.driver()).getViolations();

    browser.keep("status-" + colours + "-" + width);
    assertThat(violations).isEmpty();
    assertThat(browser.run("document.documentElement.scrollWidth <= window.innerWidth"))
        .as("nothing sticks out at the side")
        .isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void gpu_reported_isPlottedAgainstItsMemory() throws Exception {
    assertThat(browser.text("#vram"))
        .satisfiesAnyOf(
            text -> assertThat(text).contains("No GPU"), text -> assertThat(text).contains("GiB"));
    TelemetryServiceBlockingStub telemetry =
        GrpcClients.newClient(
            "gproto+http://" + services.telemetryTarget(), TelemetryServiceBlockingStub.class);
    for (int i = 1; i <= 20; i++) {
      telemetry.report(
          ReportRequest.newBuilder()
              .setReplica("replica-7")
              .addVramSamples(
                  VramSample.newBuilder()
                      .setDevice("cuda:0")
                      .setUsedBytes(i * GIB)
                      .setTotalBytes(24 * GIB))
              .build());
    }
    browser.visit(status(edge), 1280, 1000, "dark");

    browser.await("document.querySelector('#vram .legend')?.innerText.includes('24 GiB')");

    browser.keep("status-gpu");
    assertThat(browser.text("#vram .legend")).contains("replica-7 cuda:0 (increasing)");
  }

  @Test
  void telemetryAway_theRestIsShownAndSaidSo() throws Exception {
    show(edgeWithoutTelemetry, "light", 1280);

    browser.keep("status-telemetry-away");
    assertThat(browser.text("#verdict")).isEqualTo("Running, with a part away");
    assertThat(browser.text("#notices"))
        .contains("The telemetry-service does not answer", "generation is not affected");
    assertThat(browser.text("#stages")).contains("does not answer");
    assertThat(browser.text("#cache-facts")).contains("Results");
    assertThat(browser.text("#tiles")).contains("–");
    browser.complaints();
  }

  private static void show(OrfeasServer server, String colours, int width) throws Exception {
    browser.visit(status(server), width, 1000, colours);
    browser.await("Number(document.body.dataset.refreshed ?? 0) > 0");
  }

  private static String status(OrfeasServer server) {
    return "http://127.0.0.1:" + server.port() + "/status";
  }

  private static OrfeasServer edge(String telemetry) {
    Env env = Env.of(RunningSystem.environment(folder));
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_EDGE", 0);
    return EdgeServer.start(
        settings,
        EdgeSettings.read(env),
        Metrics.withJvm(),
        services.inferenceTarget(),
        services.cacheTarget(),
        telemetry);
  }

  private static void generate(String query) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + edge.port() + "/api/v1/generate?" + query))
            .timeout(Duration.ofMinutes(2))
            .POST(BodyPublishers.ofFile(Repository.sample("mug.png")))
            .build();
    int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    assertThat(status).isEqualTo(200);
  }
}
