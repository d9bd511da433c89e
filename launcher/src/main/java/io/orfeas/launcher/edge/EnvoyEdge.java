package io.orfeas.launcher.edge;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The production edge on this machine: a real Envoy with the configuration of {@code envoy/}. */
public final class EnvoyEdge implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration TRY = Duration.ofSeconds(2);
  private static final long DRAIN_SECONDS = 20;
  private static final int BYTES_SHOWN = 4 << 10;

  private final Process process;
  private final Path folder;
  private final Path log;
  private final int port;
  private volatile boolean closed;

  private EnvoyEdge(Process process, Path folder, Path log, int port) {
    this.process = process;
    this.folder = folder;
    this.log = log;
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
   * Where it listens, and what it allows.
   *
   * @param host address to listen on
   * @param port port to listen on; 0 picks one
   * @param edge bounds, origins, and the certificate with which all of the port is encrypted
   * @param identity folder of the certificate that services want to see; empty where they do not
   */
  public record Place(String host, int port, EdgeSettings edge, Optional<Path> identity) {}

  /**
   * Starts Envoy and waits until it serves, and reaches the services.
   *
   * @param program the {@code envoy} to run
   * @param home the source tree, with {@code envoy/render} in it
   * @throws IOException if it does not start; the message says why
   */
  public static EnvoyEdge start(Path program, Path home, Place place, Targets targets)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("orfeas-envoy");
    boolean encrypts = place.edge().tls().isPresent();
    int chosen = place.port() != 0 ? place.port() : freePort();
    String asked = place.host() + ":" + chosen;
    // Envoy has a plain listener in any case: beside an encrypted one, for its own start only.
    String plain = encrypts ? "127.0.0.1:" + freePort() : asked;
    new EnvoyRender(home, folder, place).write(plain, asked, targets);
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
    EnvoyEdge edge = new EnvoyEdge(process, folder, log, chosen);
    edge.awaitServices(plain);
    return edge;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /**
   * Waits until it has ended.
   *
   * @throws IOException if it ended by itself; the message says what it wrote last
   */
  public void awaitEnd() throws IOException, InterruptedException {
    int code = process.waitFor();
    if (!closed) {
      throw new IOException("envoy: ended by itself with %d: %s".formatted(code, written()));
    }
  }

  /** Lets calls in flight finish, for a while, and ends. */
  @Override
  public void close() {
    closed = true;
    process.destroy();
    try {
      if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      // What links lead to stays.
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException left) {
      // A few files in the folder for temporary ones.
    }
  }

  /** Asks a service for its health through Envoy, which is the last thing to work. */
  private void awaitServices(String address) throws IOException, InterruptedException {
    HealthBlockingStub health =
        GrpcClients.builder("gproto+http://" + address + "/")
            .responseTimeout(TRY)
            .build(HealthBlockingStub.class);
    long end = System.nanoTime() + START.toNanos();
    String problem = "";
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        health.check(HealthCheckRequest.getDefaultInstance());
        return;
      } catch (StatusRuntimeException notYet) {
        problem = notYet.getMessage() + " ";
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    String said = written();
    close();
    throw new IOException("envoy: does not serve: " + problem + said);
  }

  /** What it wrote last: its log, and a line for every request. */
  private String written() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long skipped = Math.max(0, file.length() - BYTES_SHOWN);
      byte[] end = new byte[Math.toIntExact(file.length() - skipped)];
      file.seek(skipped);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8).strip();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
