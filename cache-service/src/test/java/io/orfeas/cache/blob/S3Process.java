package io.orfeas.cache.blob;

import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An S3 server of the test's own: versitygw over a folder, with one bucket. Its keys are set as
 * system properties for as long as it runs.
 */
public final class S3Process implements AutoCloseable {
  private static final String BUCKET = "meshes";

  private final Path folder;
  private final int port;
  private final Process process;

  private S3Process(Path program, Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    Files.createDirectories(folder.resolve("root").resolve(BUCKET));
    Files.createDirectories(folder.resolve("metadata"));
    process =
        new ProcessBuilder(
                program.toString(),
                "--access",
                "tester",
                "--secret",
                "a secret of tests",
                "--quiet",
                "--keep-alive",
                "--port",
                "127.0.0.1:" + port,
                "posix",
                "--sidecar",
                folder.resolve("metadata").toString(),
                folder.resolve("root").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3.log").toFile())
            .start();
  }

  /** Starts one; skips the test where there is none. */
  public static S3Process start(Path folder) throws IOException {
    Path program = Requires.program("versitygw");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    S3Process s3 = new S3Process(program, folder, port);
    s3.awaitListening();
    System.setProperty("aws.accessKeyId", "tester");
    System.setProperty("aws.secretAccessKey", "a secret of tests");
    return s3;
  }

  /** Settings for a prefix of the bucket. */
  public BlobSettings settings(String prefix, Path staging) {
    return new BlobSettings(
        URI.create("s3://" + BUCKET + "/" + prefix),
        URI.create("http://127.0.0.1:" + port),
        "us-east-1",
        Duration.ofSeconds(20),
        staging);
  }

  /** The file that an object lies in. */
  public Path file(String key) {
    return folder.resolve("root").resolve(BUCKET).resolve(key);
  }

  @Override
  public void close() throws InterruptedException {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private void awaitListening() {
    while (!listens()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("versitygw ended; see " + folder);
      }
      Thread.onSpinWait();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
