package io.orfeas.launcher.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.selenium.AxeBuilder;
import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.v1.Permission;
import io.orfeas.launcher.Await;
import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.RunningSystem;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The status page of an edge that wants to know who asks, seen in a real browser. */
class ITStatusPageAccess {
  @TempDir private Path folder;
  private LocalServices services;
  private Access access;
  private OrfeasServer edge;
  private Browser browser;
  private Credentials key;

  @BeforeEach
  void start() throws Exception {
    browser = Browser.open();
    Map<String, String> settings = new HashMap<>(RunningSystem.environment(folder));
    services = LocalServices.start(settings, Metrics.withJvm());
    settings.put("ORFEAS_ACCESS", "keys");
    settings.put("ORFEAS_KEY_FILE", folder.resolve("keys.json").toString());
    settings.put("ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    settings.put("ORFEAS_KEY_RELOAD", "0s");
    settings.put("ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString());
    Env env = Env.of(settings);
    AccessConfig config = AccessConfig.read(env);
    KeyAdmin admin =
        new KeyAdmin(
            config.keyFile(),
            MasterKey.readOrCreate(config.masterKeyFile()),
            InstantSource.system());
    key =
        admin.create(
            options(Permission.PERMISSION_TELEMETRY_READ, Permission.PERMISSION_CACHE_READ));
    Metrics metrics = Metrics.withJvm();
    access = Access.open(config, metrics, EdgeServer.services(), InstantSource.system());
    edge =
        services.startEdge(
            ServerSettings.read(env, "ORFEAS_EDGE", 0),
            EdgeSettings.read(env),
            metrics,
            Tracing.off(),
            access.decorator());
    browser.visit("http://127.0.0.1:" + edge.port() + "/status", 1280, 1000, "light");
    browser.await("!document.getElementById('access').hidden");
  }

  @AfterEach
  void stop() {
    browser.close();
    if (edge != null) {
      edge.close();
      access.close();
    }
    services.close();
  }

  @Test
  void keyFile_chosen_opensThePageAndStaysInIt() throws Exception {
    assertThat(browser.text("#verdict")).isEqualTo("Asks for a key");
    browser.keep("status-locked");
    assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).isEmpty();

    choose("api_key=" + key.apiKey() + "\nsecret=" + key.secret() + "\n");

    browser.await("document.getElementById('verdict').innerText === 'All services answer'");
    browser.await("document.getElementById('tiles').innerText.includes('Requests')");
    browser.keep("status-signed");
    assertThat(browser.text("#cache-facts")).contains("Results");
    assertThat(Files.readString(folder.resolve("audit.jsonl")))
        .contains("\"agent\":\"page\"")
        .doesNotContain(key.secret());
    assertThat(browser.run("localStorage.length + sessionStorage.length + document.cookie.length"))
        .isEqualTo(0L);
    assertThat(browser.run("document.documentElement.outerHTML").toString())
        .doesNotContain(key.secret());
  }

  @Test
  void links_withAKey_areAskedForWithItAndSaved() throws Exception {
    Path saved = Files.createDirectory(folder.resolve("saved"));
    browser.saveTo(saved);
    choose("api_key=" + key.apiKey() + "\nsecret=" + key.secret() + "\n");
    browser.await("document.getElementById('verdict').innerText === 'All services answer'");

    for (WebElement link : browser.driver().findElements(By.cssSelector("footer a[data-file]"))) {
      link.click();
    }

    Path report = saved.resolve("orfeas-report.html");
    Path health = saved.resolve("orfeas-health.json");
    Await.until("both are saved", () -> Files.exists(report) && Files.exists(health));
    assertThat(Files.readString(report)).contains("<html");
    assertThat(Files.readString(health)).startsWith("{");
  }

  @Test
  void keyFile_refusedOrNone_isSaidAndNothingIsAskedAgain() throws Exception {
    choose("a letter to a friend");
    browser.await(
        "document.getElementById('access-problem').innerText.includes('This is no key file')");

    choose("api_key=orf_unknown\nsecret=guess\n");

    browser.await("document.getElementById('verdict').innerText === 'The key was refused'");
    assertThat(Files.readString(folder.resolve("audit.jsonl")).lines())
        .as("one unsigned question and one with the wrong key")
        .hasSize(2);
  }

  private static KeyOptions options(Permission... permissions) {
    return new KeyOptions("page", Set.of(permissions), KeyOptions.LIFETIME, 0, 0);
  }

  private void choose(String text) throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "chosen", ".key"), text);
    browser.driver().findElement(By.id("key")).sendKeys(file.toString());
  }
}
