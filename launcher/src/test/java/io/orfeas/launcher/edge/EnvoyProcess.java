package io.orfeas.launcher.edge;

import io.orfeas.runtime.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Envoy with the production configuration, on free ports of this machine. */
public final class EnvoyProcess implements AutoCloseable {
  private static final String STARTED = "starting workers";
  private static final String FREE_PORT = "127.0.0.1:0";
  private static final String NOWHERE = "127.0.0.1:1";

  private final Process process;
  private final Path admin;
  private final List<String> output = new ArrayList<>();
  private boolean ended;

  private EnvoyProcess(Process process, Path admin) {
    this.process = process;
    this.admin = admin;
  }

  /** The services that an Envoy stands in front of, {@code host:port} each. */
  public record Targets(String inference, String cache, String telemetry, String web) {}

  /** The same without what Envoy passes to the embedded edge. */
  public static EnvoyProcess start(Path folder, String inference, String cache, String telemetry)
      throws Exception {
    return start(folder, new Targets(inference, cache, telemetry, NOWHERE));
  }

  /**
   * The same with spans sent to a collector.
   *
   * @param tracing OpenTelemetry's variables
   */
  public static EnvoyProcess traced(
      Path folder, String inference, String cache, String telemetry, Map<String, String> tracing)
      throws Exception {
    return start(folder, new Targets(inference, cache, telemetry, NOWHERE), tracing);
  }

  /** Starts Envoy with no certificate and no collector, and waits until it serves. */
  static EnvoyProcess start(Path folder, Targets targets) throws Exception {
    return start(folder, targets, Map.of());
  }

  /**
   * Starts Envoy and waits until it serves.
   *
   * @param folder for its files; short, because a socket is among them
   * @param variables of {@code envoy/render}, besides the addresses
   */
  public static EnvoyProcess start(Path folder, Targets targets, Map<String, String> variables)
      throws Exception {
    Path program = Requires.program("envoy");
    render(folder, targets, variables);
    ProcessBuilder command =
        new ProcessBuilder(
                program.toString(),
                "-c",
                folder.resolve("envoy.yaml").toString(),
                "--disable-hot-restart",
                "--concurrency",
                "1")
            .redirectErrorStream(true);
    command.environment().putAll(variables);
    Process process = command.start();
    EnvoyProcess envoy = new EnvoyProcess(process, folder.resolve("admin.sock"));
    envoy.read();
    envoy.awaitLine(STARTED);
    return envoy;
  }

  private static void render(Path folder, Targets targets, Map<String, String> variables)
      throws Exception {
    ProcessBuilder render =
        new ProcessBuilder(root().resolve("envoy/render").toString(), folder.toString());
    render.environment().remove("OTEL_EXPORTER_OTLP_ENDPOINT");
    render
        .environment()
        .putAll(
            Map.of(
                "INFERENCE", targets.inference(),
                "CACHE", targets.cache(),
                "TELEMETRY", targets.telemetry(),
                "WEB", targets.web(),
                "EDGE_LISTEN", FREE_PORT,
                "EDGE_LISTEN_TLS", FREE_PORT,
                "EDGE_LISTEN_METRICS", FREE_PORT,
                "EDGE_TLS", folder.toString()));
    render.environment().putAll(variables);
    Process process = render.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("envoy/render: " + output);
    }
  }

  /** The configuration as it is in the source tree. */
  static String configuration() throws IOException {
    return Files.readString(root().resolve("envoy/envoy.yaml"));
  }

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("envoy/envoy.yaml"))) {
      folder = Objects.requireNonNull(folder.getParent(), "envoy/envoy.yaml");
    }
    return folder;
  }

  /** The port of a listener, by its name in the configuration. */
  public int port(String listener) throws IOException {
    String listeners = admin("/listeners");
    Matcher matcher =
        Pattern.compile(Pattern.quote(listener) + "::127\\.0\\.0\\.1:(\\d+)").matcher(listeners);
    if (!matcher.find()) {
      throw new AssertionError("no listener " + listener + " in " + listeners);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Bytes of heap in use. */
  long allocatedBytes() throws IOException {
    Matcher matcher = Pattern.compile("\"allocated\": \"(\\d+)\"").matcher(admin("/memory"));
    if (!matcher.find()) {
      throw new AssertionError("/memory: " + admin("/memory"));
    }
    return Long.parseLong(matcher.group(1));
  }

  /** What it has written so far: its log and the access log. */
  synchronized String output() {
    return String.join("\n", output);
  }

  /** Waits until it has written a line with the given text; that line. */
  synchronized String awaitLine(String text) throws InterruptedException {
    while (true) {
      for (String line : output) {
        if (line.contains(text)) {
          return line;
        }
      }
      if (ended) {
        throw new AssertionError("envoy ended before it wrote " + text + ": " + output());
      }
      wait();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private String admin(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n\r\n";
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(admin));
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void read() {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> written(line, false));
              } catch (IOException | UncheckedIOException cut) {
                // It has ended.
              } finally {
                written("", true);
              }
            },
            "envoy-output");
    reader.setDaemon(true);
    reader.start();
  }

  private synchronized void written(String line, boolean last) {
    output.add(line);
    ended = last;
    notifyAll();
  }
}
