package io.orfeas.launcher.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes Envoy's configuration for one place, by {@code envoy/render}. */
final class EnvoyRender {
  private static final String FREE = "127.0.0.1:0";

  private final Path home;
  private final Path folder;
  private final EnvoyEdge.Place place;

  /**
   * A configuration to be written.
   *
   * @param home the source tree, with {@code envoy/render} in it
   * @param folder for its files
   * @param place where Envoy is to listen, and what it is to allow
   */
  EnvoyRender(Path home, Path folder, EnvoyEdge.Place place) {
    this.home = home;
    this.folder = folder;
    this.place = place;
  }

  /**
   * Writes it.
   *
   * @param plain {@code host:port} of the listener that is not encrypted
   * @param encrypted that of the one that is, where there is a certificate
   * @throws IOException if it cannot; the message says why
   */
  void write(String plain, String encrypted, EnvoyEdge.Targets targets)
      throws IOException, InterruptedException {
    ProcessBuilder render =
        new ProcessBuilder(home.resolve("envoy/render").toString(), folder.toString());
    Map<String, String> variables = render.environment();
    // Listeners and certificates of other kinds may be named by whoever starts this.
    variables.putIfAbsent("EDGE_LISTEN_TLS", FREE);
    variables.putIfAbsent("EDGE_TLS", folder.toString());
    variables.putAll(addresses(targets));
    variables.put("EDGE_LISTEN", plain);
    variables.put("EDGE_LISTEN_METRICS", FREE);
    variables.putAll(limits());
    place.identity().ifPresent(own -> variables.put("MTLS", own.toString()));
    Optional<EdgeSettings.Tls> tls = place.edge().tls();
    if (tls.isPresent()) {
      variables.put("EDGE_LISTEN_TLS", encrypted);
      variables.put("EDGE_TLS", certificate(tls.get()).toString());
    }
    run(render);
  }

  private Map<String, String> addresses(EnvoyEdge.Targets targets) {
    Map<String, String> addresses = new HashMap<>();
    addresses.put("INFERENCE", called(targets.inference()));
    addresses.put("CACHE", called(targets.cache()));
    addresses.put("TELEMETRY", called(targets.telemetry()));
    addresses.put("ACCESS", called(targets.access()));
    addresses.put("WEB", targets.web());
    return addresses;
  }

  /** Certificates are for names. */
  private String called(String target) {
    return place.identity().isPresent() ? target.replace("127.0.0.1:", "localhost:") : target;
  }

  private Map<String, String> limits() {
    EdgeSettings edge = place.edge();
    return Map.of(
        "ORFEAS_EDGE_RECEIVE_TIMEOUT", edge.receiveTimeout().toMillis() + "ms",
        "ORFEAS_EDGE_MAX_BODY_BYTES", Long.toString(edge.maxBodyBytes()),
        "ORFEAS_EDGE_CORS_ORIGINS", edge.corsOrigins().pattern());
  }

  /** Envoy reads a folder with the names that Kubernetes gives, and again when it changes. */
  private Path certificate(EdgeSettings.Tls tls) throws IOException {
    Path names = Files.createDirectory(folder.resolve("tls"));
    Files.createSymbolicLink(names.resolve("tls.crt"), tls.certificate().toAbsolutePath());
    Files.createSymbolicLink(names.resolve("tls.key"), tls.key().toAbsolutePath());
    return names;
  }

  private static void run(ProcessBuilder render) throws IOException, InterruptedException {
    Process process = render.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("envoy/render: " + output.strip());
    }
  }
}
