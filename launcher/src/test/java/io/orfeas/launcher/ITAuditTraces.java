package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.AccessServer;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.access.v1.AuditEntry;
import io.orfeas.access.v1.Permission;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.launcher.edge.EnvoyProcess;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit line names the trace of its request, also of one that its caller did not begin. */
class ITAuditTraces {
  private static final String NOWHERE = "127.0.0.1:1";
  private static final String GRPC = "/orfeas.inference.v1.InferenceService/GetGpuStats";

  @TempDir Path folder;

  @Test
  void callersWithoutATrace_areFoundInTheTraceThatTheirAuditLineNames() throws Exception {
    Map<String, String> settings = settings();
    AccessConfig config = AccessConfig.read(Env.of(settings));
    RequestSigner signer = agent(config);
    Metrics metrics = new Metrics();
    try (SpanSink sink = SpanSink.start();
        Tracing tracing =
            Tracing.of(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.url(), "OTEL_BSP_SCHEDULE_DELAY", "100"),
                "orfeas-edge");
        Access access =
            Access.open(config, metrics, EdgeServer.services(), InstantSource.system());
        OrfeasServer edge =
            EdgeServer.start(
                ServerSettings.read(Env.of(settings), "ORFEAS_EDGE", 0),
                EdgeSettings.read(Env.of(settings)),
                metrics,
                tracing,
                access.decorator(),
                NOWHERE,
                NOWHERE,
                NOWHERE)) {
      send(edge.port(), signer, "GET", "/api/v1/gpu/stats", new byte[0]);
      send(edge.port(), signer, "POST", GRPC, new byte[5]);

      List<AuditEntry> audit = audit(config.audit().file());
      assertThat(audit).extracting(AuditEntry::getOutcome).containsExactly("allowed", "allowed");
      assertThat(audit.get(0).getTraceId()).isNotEqualTo(audit.get(1).getTraceId());
      for (AuditEntry entry : audit) {
        assertThat(entry.getTraceId()).matches("[0-9a-f]{32}");
        sink.await(
            spans ->
                assertThat(spans)
                    .filteredOn(span -> span.traceId().equals(entry.getTraceId()))
                    .filteredOn(span -> span.parentId().isEmpty())
                    .hasSize(1));
      }
    }
  }

  @Test
  void callerWithoutATrace_throughEnvoy_isFoundInTheTraceThatEnvoyBegan() throws Exception {
    AccessConfig config = AccessConfig.read(Env.of(settings()));
    RequestSigner signer = agent(config);
    try (SpanSink sink = SpanSink.start();
        AccessServer access =
            AccessServer.start(
                config,
                ServerSettings.read(Env.of(settings()), "ORFEAS_ACCESS", 0),
                new Metrics(),
                Tracing.off(),
                EdgeServer.services());
        EnvoyProcess envoy =
            EnvoyProcess.traced(
                folder,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    sink.url(),
                    "ACCESS",
                    "127.0.0.1:" + access.port()))) {
      send(envoy.port("public"), signer, "GET", "/api/v1/gpu/stats", new byte[0]);

      List<AuditEntry> audit = audit(config.audit().file());
      assertThat(audit).hasSize(1);
      String trace = audit.get(0).getTraceId();
      assertThat(trace).matches("[0-9a-f]{32}");
      sink.await(spans -> assertThat(spans).extracting(SeenSpan::traceId).contains(trace));
    }
  }

  private Map<String, String> settings() {
    return Map.of(
        "ORFEAS_ACCESS", "keys",
        "ORFEAS_KEY_FILE", folder.resolve("keys.json").toString(),
        "ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString(),
        "ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString(),
        "ORFEAS_DRAIN_TIMEOUT", "1s");
  }

  private static RequestSigner agent(AccessConfig config) throws Exception {
    InstantSource clock = InstantSource.system();
    MasterKey master = MasterKey.readOrCreate(config.masterKeyFile());
    Set<Permission> figures = Set.of(Permission.PERMISSION_TELEMETRY_READ);
    return new RequestSigner(
        new KeyAdmin(config.keyFile(), master, clock)
            .create(new KeyOptions("bot", figures, KeyOptions.LIFETIME, 0, 0)),
        clock);
  }

  private static void send(int port, RequestSigner signer, String method, String path, byte[] body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("content-type", body.length == 0 ? "text/plain" : "application/grpc-web+proto");
    signer.headers(method, path, body).forEach(request::header);
    HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), BodyHandlers.discarding());
  }

  private static List<AuditEntry> audit(Path file) throws Exception {
    List<AuditEntry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      AuditEntry.Builder entry = AuditEntry.newBuilder();
      JsonFormat.parser().merge(line, entry);
      entries.add(entry.build());
    }
    return entries;
  }
}
