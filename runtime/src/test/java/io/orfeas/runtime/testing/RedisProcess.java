package io.orfeas.runtime.testing;

import io.lettuce.core.RedisURI;
import io.orfeas.runtime.redis.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A Redis of the test's own, on a port of its own; what it has acknowledged is on its disk. */
public final class RedisProcess implements AutoCloseable {
  private static final String READY = "Ready to accept connections";

  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;

  private RedisProcess(Path folder, int port, String ready, List<String> command)
      throws IOException {
    this.command = command;
    this.port = port;
    log = folder.resolve("redis.log");
    process = launch();
    await(ready, 1);
  }

  /** Starts one; skips the test where there is none. */
  public static RedisProcess start(Path folder, String... options) throws IOException {
    return start("redis-server", folder, options);
  }

  /** Starts one of another make. */
  public static RedisProcess start(String program, Path folder, String... options)
      throws IOException {
    int port = freePort();
    return server(program, folder, port, List.of("--port", Integer.toString(port)), options);
  }

  /**
   * Starts one that speaks TLS only.
   *
   * @param certificates folder with {@code tls.crt}, {@code tls.key} and {@code ca.crt}
   * @param asks whether clients must show a certificate
   */
  public static RedisProcess secure(Path folder, Path certificates, boolean asks, String... options)
      throws IOException {
    int port = freePort();
    List<String> tls = new ArrayList<>(List.of("--tls-port", Integer.toString(port), "--port"));
    tls.addAll(List.of("0", "--tls-auth-clients", asks ? "yes" : "no"));
    tls.addAll(List.of("--tls-replication", "yes"));
    tls.addAll(List.of("--tls-cert-file", certificates.resolve("tls.crt").toString()));
    tls.addAll(List.of("--tls-key-file", certificates.resolve("tls.key").toString()));
    tls.addAll(List.of("--tls-ca-cert-file", certificates.resolve("ca.crt").toString()));
    return server("redis-server", folder, port, tls, options);
  }

  /** Starts a replica of this server, with the same options, and waits until it has its data. */
  public RedisProcess replica(Path folder) throws IOException {
    int other = freePort();
    List<String> options = new ArrayList<>();
    for (String word : command) {
      options.add(word.equals(Integer.toString(port)) ? Integer.toString(other) : word);
    }
    options.set(options.indexOf("--dir") + 1, folder.toString());
    options.addAll(List.of("--replicaof", "127.0.0.1", Integer.toString(port)));
    RedisProcess replica = new RedisProcess(folder, other, READY, options);
    replica.await("sync: Finished with success", 1);
    return replica;
  }

  /** Starts a sentinel that watches this server as {@code main}; two must agree that it is down. */
  public RedisProcess sentinel(Path folder, String... lines) throws IOException {
    int other = freePort();
    List<String> config = new ArrayList<>(List.of("bind 127.0.0.1", "dir " + folder));
    boolean secure = command.contains("--tls-port");
    config.add((secure ? "port 0\ntls-port " : "port ") + other);
    for (int i = 0; i < command.size(); i++) {
      if (command.get(i).startsWith("--tls-") && !command.get(i).equals("--tls-port")) {
        config.add(command.get(i).substring(2) + " " + command.get(i + 1));
      }
    }
    config.add("sentinel monitor main 127.0.0.1 " + port + " 2");
    config.add("sentinel down-after-milliseconds main 1000");
    config.add("sentinel failover-timeout main 5000");
    config.addAll(List.of(lines));
    Path file = Files.write(folder.resolve("sentinel.conf"), config);
    return new RedisProcess(
        folder, other, "+monitor master", List.of(command.get(0), file.toString(), "--sentinel"));
  }

  /** Where it listens, on the loopback. */
  public int port() {
    return port;
  }

  /** How it is reached. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Settings for it with keys of their own. */
  public RedisSettings settings(String prefix) {
    return settings(url(), prefix, Duration.ofSeconds(20), 0);
  }

  /** Settings without TLS. */
  public static RedisSettings settings(String url, String prefix, Duration timeout, int copies) {
    return new RedisSettings(RedisURI.create(url), Optional.empty(), prefix, timeout, copies);
  }

  /** Waits until its log has said something so many times. */
  public void await(String words, int times) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (Files.readString(log).split(Pattern.quote(words), -1).length <= times) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "%s: no %s in %s".formatted(command, words, Files.readString(log)));
      }
      Thread.onSpinWait();
    }
  }

  /** Ends it as a crash would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it hang, as a machine that is in trouble does: connections stay, nothing answers. */
  public void freeze() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  /** Starts it again with the data it had. */
  public void restart() throws IOException {
    process = launch();
    await(READY, 1);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.SECONDS)) {
      kill();
    }
  }

  private static RedisProcess server(
      String program, Path folder, int port, List<String> address, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Requires.program(program).toString()));
    command.addAll(address);
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    command.addAll(List.of(options));
    return new RedisProcess(folder, port, READY, command);
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
