package io.orfeas.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket whose server hangs or fails: it is waited for as long as said, and then left alone. */
@Timeout(120)
class S3TroubleTest {
  @TempDir Path folder;
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Trouble trouble = Trouble.NONE;
  private HttpServer server;
  private S3Blobs blobs;

  private enum Trouble {
    NONE,
    /** Takes requests, and never answers. */
    HANGS,
    /** Answers that it failed. */
    FAILS,
    /** Has no object. */
    EMPTY
  }

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    System.setProperty("aws.accessKeyId", "tester");
    System.setProperty("aws.secretAccessKey", "a secret of tests");
    blobs =
        S3Blobs.open(
            new BlobSettings(
                URI.create("s3://meshes/x"),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "us-east-1",
                Duration.ofSeconds(5),
                folder),
            new Guard("s3", 64, Duration.ofMillis(50), new Metrics()));
  }

  @AfterEach
  void close() {
    end.countDown();
    blobs.close();
    server.stop(0);
    threads.shutdownNow();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void isIntact_serverHangs_endsAsAWholeWithinTheTimeout() {
    trouble = Trouble.HANGS;

    assertThatThrownBy(() -> blobs.isIntact(name(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not complete before the specified timeout");
  }

  @Test
  void place_serverHangs_endsAsAWholeWithinTheTimeout() throws Exception {
    try (Staged staged = blobs.stage(name(2))) {
      staged.write(ByteBuffer.wrap(StoreFixture.bytes(2, 1000)));
      staged.seal();
      trouble = Trouble.HANGS;

      assertThatThrownBy(staged::place)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not complete before the specified timeout");
    }
  }

  @Test
  void calls_thatKeepFailing_areNotMadeUntilTheBucketIsBack() throws Exception {
    trouble = Trouble.FAILS;
    for (int i = 0; i < 10; i++) {
      int seed = i;
      assertThatThrownBy(() -> blobs.isIntact(name(seed))).isInstanceOf(IOException.class);
    }
    assertThat(blobs.isReachable()).isFalse();

    trouble = Trouble.NONE;
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!blobs.isReachable()) {
      assertThat(System.nanoTime()).as("back in time").isLessThan(deadline);
      tryAgain();
    }
  }

  @Test
  void calls_forWhatIsNotThere_areNoFailures() throws Exception {
    trouble = Trouble.EMPTY;
    for (int i = 0; i < 20; i++) {
      assertThat(blobs.isIntact(name(i))).isFalse();
    }

    assertThat(blobs.isReachable()).isTrue();
  }

  private void tryAgain() {
    try {
      blobs.tryAgain();
    } catch (IOException stillAway) {
      // Tried once more.
    }
  }

  private static BlobName name(int seed) {
    return new BlobName(Digest.of(StoreFixture.bytes(seed, 1000)), 1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (trouble) {
        case HANGS -> hang();
        case FAILS -> exchange.sendResponseHeaders(500, -1);
        case EMPTY -> exchange.sendResponseHeaders(404, -1);
        case NONE -> exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
