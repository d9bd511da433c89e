package io.orfeas.launcher.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The production edge on this machine: a real Envoy with the configuration of {@code envoy/}. */
public final class EnvoyEdge implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final long DRAIN_SECONDS = 20;
  private static final String FREE = "127.0.0.1:0";

  private final Process process;
  private final Path folder;
  private final int port;

  private EnvoyEdge(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /**
   * The services that Envoy stands in front of, {@code host:port} each.
   *
   * @param web an embedded edge, for what Envoy cannot do
   * @param access an access service, which says who may come in
   */
  public record Targets(
      String inference, String cache, String telemetry, String web, String access) {}

  /**
   * Starts Envoy and waits until it serves.
   *
   * @param program the {@code envoy} to run
   * @param home the source tree, with {@code envoy/render} in it
   * @param host address to listen on
   * @param port port to listen on; 0 picks one
   * @throws IOException if it does not start; the message says why
   */
  public static EnvoyEdge start(Path program, Path home, String host, int port, Targets targets)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("orfeas-envoy");
    int chosen = port != 0 ? port : freePort();
    render(home, folder, host + ":" + chosen, targets);
    Path log = folder.resolve("envoy.log");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-c",
                folder.resolve("envoy.yaml").toString(),
                "--disable-hot-restart",
                "--log-level",
                "warn")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    EnvoyEdge edge = new EnvoyEdge(process, folder, chosen);
    edge.awaitHealth(host, log);
    return edge;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Waits until it has ended. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Lets calls in flight finish, for a while, and ends. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    for (String file : new String[] {"envoy.yaml", "tls.yaml", "orfeas.protoset", "envoy.log"}) {
      folder.resolve(file).toFile().delete();
    }
    folder.toFile().delete();
  }

  private static void render(Path home, Path folder, String listen, Targets targets)
      throws IOException, InterruptedException {
    ProcessBuilder render =
        new ProcessBuilder(home.resolve("envoy/render").toString(), folder.toString());
    render
        .environment()
        .putAll(
            Map.of(
                "INFERENCE", targets.inference(),
                "CACHE", targets.cache(),
                "TELEMETRY", targets.telemetry(),
                "WEB", targets.web(),
                "ACCESS", targets.access(),
                "EDGE_LISTEN", listen,
                "EDGE_LISTEN_METRICS", FREE));
    render.environment().putIfAbsent("EDGE_LISTEN_TLS", FREE);
    render.environment().putIfAbsent("EDGE_TLS", folder.toString());
    Process process = render.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("envoy/render: " + output.strip());
    }
  }

  private void awaitHealth(String host, Path log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/health"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    String written = Files.readString(log);
    close();
    throw new IOException("envoy: did not start: " + written.strip());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
