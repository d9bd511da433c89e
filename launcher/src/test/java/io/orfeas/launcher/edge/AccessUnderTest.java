package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.access.v1.Permission;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An edge with a gate before real services, and agents to call it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccessUnderTest {
  static final String GENERATE = "/api/v1/generate?quality=1";
  static final String FIGURES = "/api/v1/gpu/stats";
  private static final Set<Permission> ALL =
      Set.of(
          Permission.PERMISSION_GENERATE,
          Permission.PERMISSION_ARTIFACTS_READ,
          Permission.PERMISSION_CACHE_READ,
          Permission.PERMISSION_TELEMETRY_READ);

  Path folder;
  private LocalServices services;
  KeyAdmin admin;
  Credentials agent;
  EdgeClient edge;
  int port;

  /** Starts the edge in front of the services; its port. */
  abstract int start(Path folder, LocalServices services, AccessConfig access, Metrics metrics)
      throws Exception;

  /** Ends the edge. */
  abstract void stop() throws Exception;

  @BeforeAll
  final void startAll(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Map<String, String> settings = new HashMap<>();
    settings.put("ORFEAS_CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString());
    settings.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    services = LocalServices.start(settings, Metrics.withJvm());
    settings.put("ORFEAS_ACCESS", "keys");
    settings.put("ORFEAS_KEY_FILE", folder.resolve("keys.json").toString());
    settings.put("ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    settings.put("ORFEAS_KEY_RELOAD", "0s");
    settings.put("ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString());
    // All tests come from one address, and fail on purpose.
    settings.put("ORFEAS_LIMIT_FAILURES_PER_MINUTE", "100000");
    settings.put("ORFEAS_LIMIT_ADDRESS_PER_HOUR", "100000");
    AccessConfig config = AccessConfig.read(Env.of(settings));
    admin =
        new KeyAdmin(
            config.keyFile(),
            MasterKey.readOrCreate(config.masterKeyFile()),
            InstantSource.system());
    agent = newAgent("bot", 0, 0);
    port = start(folder, services, config, Metrics.withJvm());
    edge = new EdgeClient(port);
  }

  @AfterAll
  final void stopAll() throws Exception {
    stop();
    if (services != null) {
      services.close();
    }
  }

  final EdgeClient edge() {
    return edge;
  }

  final Credentials newAgent(String name, int perMinute, long perDay) throws IOException {
    return admin.create(options(name, perMinute, perDay));
  }

  static KeyOptions options(String name, int perMinute, long perDay) {
    return new KeyOptions(name, ALL, KeyOptions.LIFETIME, perMinute, perDay);
  }

  HttpResponse<byte[]> send(Credentials by, String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        edge.request(path)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    return edge.send(with(request, sign(by, method, path, body)));
  }

  static Map<String, String> sign(Credentials by, String method, String path, byte[] body) {
    return new HashMap<>(new RequestSigner(by, InstantSource.system()).headers(method, path, body));
  }

  static HttpRequest.Builder with(HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::header);
    return request;
  }

  static void assertRefused(HttpResponse<byte[]> answer, int status, String reason)
      throws IOException {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(error(answer).getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
  }
}
