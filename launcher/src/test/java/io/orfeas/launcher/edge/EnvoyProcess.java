package io.orfeas.launcher.edge;

import io.orfeas.runtime.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A real Envoy with the production configuration, on free ports of this machine. */
public final class EnvoyProcess implements AutoCloseable {
  private static final String STARTED = "starting workers";
  private static final String PROTOSET = "/META-INF/orfeas.protoset";

  private final Process process;
  private final Path admin;
  private final List<String> output = new ArrayList<>();
  private boolean ended;

  private EnvoyProcess(Process process, Path admin) {
    this.process = process;
    this.admin = admin;
  }

  /** What `envoy/run` does without an access service. */
  private static final String ANYONE =
      "layered_runtime: { layers: [{ name: local, static_layer: { access.required: 0 } }] }";

  /** Starts Envoy for anyone on this machine. */
  public static EnvoyProcess start(Path folder, String inference, String cache, String telemetry)
      throws Exception {
    return start(folder, inference, cache, telemetry, null, null, null);
  }

  /**
   * Starts Envoy and waits until it serves.
   *
   * @param folder for its files; short, because a socket is among them
   * @param inference {@code host:port} of the inference service
   * @param cache {@code host:port} of the cache-service
   * @param telemetry {@code host:port} of the telemetry-service
   * @param access {@code host:port} of the access service; null when anyone may do anything
   * @param jwks the keys of tokens; null for none
   * @param identity folder of the certificate to show to services; null for plain connections
   */
  static EnvoyProcess start(
      Path folder,
      String inference,
      String cache,
      String telemetry,
      @Nullable String access,
      @Nullable Path jwks,
      @Nullable Path identity)
      throws Exception {
    Path program = Requires.program("envoy");
    Path protoset = folder.resolve("orfeas.protoset");
    try (InputStream set = EnvoyProcess.class.getResourceAsStream(PROTOSET)) {
      Files.write(protoset, Objects.requireNonNull(set, PROTOSET).readAllBytes());
    }
    Path admin = folder.resolve("admin.sock");
    String config = configuration();
    config = replace(config, "/etc/envoy/orfeas.protoset", protoset.toString());
    config = replace(config, "/tmp/envoy-admin.sock", admin.toString());
    config = replace(config, "address: 0.0.0.0, port_value: 8080", endpoint("127.0.0.1:0"));
    config = replace(config, "address: 0.0.0.0, port_value: 9902", endpoint("127.0.0.1:0"));
    config = replace(config, "address: inference, port_value: 9091", endpoint(inference));
    config = replace(config, "address: cache, port_value: 9092", endpoint(cache));
    config = replace(config, "address: telemetry, port_value: 9093", endpoint(telemetry));
    config =
        replace(
            config,
            "address: access, port_value: 9094",
            endpoint(access == null ? "127.0.0.1:1" : access));
    if (identity != null) {
      config = replace(config, "#mtls ", "");
      for (String name : List.of("identity.yaml", "authority.yaml")) {
        String secret = Files.readString(envoyFolder().resolve(name));
        Path file = folder.resolve(name);
        Files.writeString(file, replace(secret, "/etc/orfeas/tls", identity.toString()));
        config = replace(config, "/etc/envoy/" + name, file.toString());
      }
    }
    if (jwks != null) {
      config = replace(replace(config, "#jwt ", ""), "/etc/envoy/jwks.json", jwks.toString());
    }
    Path main = Files.writeString(folder.resolve("envoy.yaml"), config);
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            program.toString(),
            "-c",
            main.toString(),
            "--disable-hot-restart",
            "--concurrency",
            "1"));
    if (access == null) {
      command.addAll(List.of("--config-yaml", ANYONE));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    EnvoyProcess envoy = new EnvoyProcess(process, admin);
    envoy.read();
    envoy.awaitLine(STARTED);
    return envoy;
  }

  /** The configuration as it is in the source tree. */
  static String configuration() throws IOException {
    return Files.readString(envoyFolder().resolve("envoy.yaml"));
  }

  private static Path envoyFolder() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("envoy/envoy.yaml"))) {
      folder = Objects.requireNonNull(folder.getParent(), "envoy/envoy.yaml");
    }
    return folder.resolve("envoy");
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

  private static String endpoint(String target) {
    int colon = target.lastIndexOf(':');
    return "address: %s, port_value: %s"
        .formatted(target.substring(0, colon), target.substring(colon + 1));
  }

  private static String replace(String config, String placeholder, String value) {
    if (!config.contains(placeholder)) {
      throw new AssertionError("envoy.yaml has no " + placeholder);
    }
    return config.replace(placeholder, value);
  }
}
