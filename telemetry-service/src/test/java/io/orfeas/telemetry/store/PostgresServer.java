package io.orfeas.telemetry.store;

import io.orfeas.runtime.testing.Requires;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL on a free loopback port, with its files in a directory that is removed at the
 * end. As root, which it refuses to run as, it runs as the user {@code postgres}.
 */
final class PostgresServer implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final Path directory;
  private final Process process;
  private final String url;

  private PostgresServer(Path directory, Process process, String url) {
    this.directory = directory;
    this.process = process;
    this.url = url;
  }

  static PostgresServer start() throws IOException, InterruptedException {
    Path initdb = Requires.program("initdb");
    Path postgres = Requires.program("postgres");
    List<String> as = asUser();
    Path directory = Files.createTempDirectory("orfeas-postgres");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path data = directory.resolve("data");
    run(directory, as, initdb.toString(), "-D", data.toString(), "-U", "orfeas", "-A", "trust");
    int port = freePort();
    Process process =
        begin(
            directory,
            as,
            postgres.toString(),
            "-D",
            data.toString(),
            "-p",
            "" + port,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off");
    PostgresServer server =
        new PostgresServer(
            directory, process, "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=orfeas");
    server.awaitReady();
    return server;
  }

  String url() {
    return url;
  }

  /** Removes everything that was stored. */
  void empty() throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS rollup_v1, health_report");
    }
  }

  @Override
  public void close() throws IOException {
    // The server's own process lies below the one that changed the user.
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(directory)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        DriverManager.getConnection(url).close();
        return;
      } catch (SQLException starting) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new IOException("postgres did not start", starting);
        }
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  private static List<String> asUser() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    return List.of(Requires.program("runuser").toString(), "-u", "postgres", "--");
  }

  private static void run(Path directory, List<String> as, String... command)
      throws IOException, InterruptedException {
    Process process = begin(directory, as, command);
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("log")));
    }
  }

  private static Process begin(Path directory, List<String> as, String... command)
      throws IOException {
    List<String> whole = new ArrayList<>(as);
    whole.addAll(List.of(command));
    return new ProcessBuilder(whole)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
