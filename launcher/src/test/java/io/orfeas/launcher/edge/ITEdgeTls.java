package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.TlsKeyPair;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both edges with a certificate. */
class ITEdgeTls {
  private static final String NOWHERE = "127.0.0.1:1";

  private static final TlsKeyPair PAIR = TlsKeyPair.ofSelfSigned("localhost");

  @TempDir Path folder;
  private Path tls;

  @BeforeEach
  void write() throws Exception {
    tls = Files.createDirectory(folder.resolve("tls"));
    Files.writeString(
        tls.resolve("tls.crt"), pem("CERTIFICATE", PAIR.certificateChain().get(0).getEncoded()));
    Files.writeString(tls.resolve("tls.key"), pem("PRIVATE KEY", PAIR.privateKey().getEncoded()));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void embedded_certificate_speaksTls(HttpClient.Version version) throws Exception {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_EDGE_TLS_CERTIFICATE", tls.resolve("tls.crt").toString(),
                "ORFEAS_EDGE_TLS_KEY", tls.resolve("tls.key").toString(),
                "ORFEAS_DRAIN_TIMEOUT", "1s"));
    try (OrfeasServer edge =
        EdgeServer.start(
            ServerSettings.read(env, "ORFEAS_EDGE", 0),
            EdgeSettings.read(env),
            Metrics.withJvm(),
            NOWHERE,
            NOWHERE,
            NOWHERE)) {
      env.check();
      assertEncrypted(edge.port(), version);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void envoy_certificate_speaksTls(HttpClient.Version version) throws Exception {
    try (EnvoyProcess envoy =
        EnvoyProcess.start(
            folder,
            new EnvoyProcess.Targets(NOWHERE, NOWHERE, NOWHERE, NOWHERE),
            Map.of("EDGE_TLS", tls.toString()))) {
      assertEncrypted(envoy.port("public_tls"), version);
      assertThat(
              new EdgeClient(envoy.port("public"))
                  .get("/nope")
                  .headers()
                  .firstValue("strict-transport-security"))
          .isEmpty();
    }
  }

  private static void assertEncrypted(int port, HttpClient.Version version) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(version).sslContext(trusting()).build();

    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/nope")).build(),
            BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("strict-transport-security"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("max-age=31536000"));
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der));
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("edge", PAIR.certificateChain().get(0));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
