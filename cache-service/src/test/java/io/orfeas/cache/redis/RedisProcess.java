package io.orfeas.cache.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** A Redis of the test's own, on a port of its own; what it has acknowledged is on its disk. */
public final class RedisProcess implements AutoCloseable {
  private final Path program;
  private final Path folder;
  private final int port;
  private Process process;

  private RedisProcess(Path program, Path folder, int port) throws IOException {
    this.program = program;
    this.folder = folder;
    this.port = port;
    process = launch();
  }

  /** Starts one; skips the test where there is none. */
  public static RedisProcess start(Path folder) throws IOException {
    RedisProcess redis = new RedisProcess(Requires.program("redis-server"), folder, freePort());
    redis.awaitReady();
    return redis;
  }

  /** How it is reached. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Settings for it with keys of their own. */
  public RedisSettings settings(String prefix) {
    return new RedisSettings(RedisURI.create(url()), prefix, Duration.ofSeconds(20), 256);
  }

  /** A time as the store takes it. */
  static String micros(Instant instant) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  /** Ends it as a crash would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again with the data it had. */
  public void restart() throws IOException {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            program.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("redis.log").toFile())
        .start();
  }

  private void awaitReady() {
    RedisClient client = RedisClient.create(url());
    try {
      while (!answers(client)) {
        if (!process.isAlive()) {
          throw new IllegalStateException("redis-server ended; see " + folder);
        }
        Thread.onSpinWait();
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static boolean answers(RedisClient client) {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return connection.sync().ping().equals("PONG");
    } catch (RedisException notYet) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
