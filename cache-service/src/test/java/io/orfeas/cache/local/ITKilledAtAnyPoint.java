package io.orfeas.cache.local;

import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.cache.store.StoredResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 while four threads write, over and over in the same folder. After each: what was
 * acknowledged is there and intact, no blob is partial, tokens rise, and leases end in their time.
 *
 * <p>{@code ORFEAS_CRASH_ROUNDS} sets the number of kills.
 */
class ITKilledAtAnyPoint {
  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("ORFEAS_CRASH_ROUNDS", "25"));

  @TempDir Path folder;

  /** What the process said for the last time about each key: token, and digest of the payload. */
  private final Map<Key, Acknowledged> acknowledged = new HashMap<>();

  private long highestToken;

  private record Acknowledged(long token, String payload) {}

  @Test
  void store_killedOverAndOver_losesNothingItAcknowledged() throws Exception {
    Random random = new Random(20_260_101);
    for (int round = 0; round < ROUNDS; round++) {
      writeAndKill(round, random.nextInt(150));
      check(round);
    }
    assertThat(acknowledged).as("keys that were finished at least once").hasSizeGreaterThan(50);
  }

  /** Lets the process write some lines, then kills it, and takes in all it has said. */
  private void writeAndKill(int seed, int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                folder.toString(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines; i++) {
        take(out.readLine());
      }
      // By its handle: through the process object, Java would close the pipe under what is in it.
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        take(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void take(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("token")) {
      highestToken = Math.max(highestToken, Long.parseLong(words[1]));
    } else if (words.length == 4 && words[3].length() == 64) {
      Acknowledged said = new Acknowledged(Long.parseLong(words[2]), words[3]);
      acknowledged.merge(
          new Key(words[1]), said, (old, now) -> now.token() > old.token() ? now : old);
    }
  }

  private void check(int round) throws IOException {
    checkBlobFiles();
    Instant restart = Instant.now();
    InstantSource later = () -> restart.plus(StoreFixture.ROOMY.leaseTtl());
    MovableClock clock = new MovableClock(InstantSource.fixed(restart));
    try (LocalCacheStore store =
        LocalCacheStore.disk(folder, StoreFixture.ROOMY, clock, StoreListener.SILENT, 1 << 20)) {
      acknowledged.forEach((key, said) -> checkResult(store, key, said));
      assertThat(lease(store, key("round " + round))).isGreaterThan(highestToken);
      clock.source = later;
      store.maintain();
      assertThat(store.sizes().leases()).as("leases one TTL after the restart").isZero();
    }
  }

  /** A newer result than the acknowledged one is fine: its acknowledgement was on the way. */
  private static void checkResult(LocalCacheStore store, Key key, Acknowledged said) {
    Acquisition answer = store.acquire(key, "check", false);
    assertThat(answer).as("acknowledged: %s", key).isInstanceOf(Acquisition.Hit.class);
    StoredResult result = ((Acquisition.Hit) answer).result();
    Entry entry = result.entries().get(0);
    Digest blob = entry.blobs().get(0);
    assertThat(Digest.of(get(store, blob))).isEqualTo(blob);
    long token = result.info().computeDuration().toNanos();
    assertThat(token).isGreaterThanOrEqualTo(said.token());
    if (token == said.token()) {
      assertThat(Digest.of(entry.payload().bytes()).sha256()).isEqualTo(said.payload());
    }
  }

  private void checkBlobFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      List<Path> blobs = files.filter(Files::isRegularFile).toList();
      for (Path blob : blobs) {
        assertThat(Digest.of(Files.readAllBytes(blob)).sha256())
            .isEqualTo(blob.getFileName().toString());
      }
    }
  }

  private static final class MovableClock implements InstantSource {
    private volatile InstantSource source;

    MovableClock(InstantSource source) {
      this.source = source;
    }

    @Override
    public Instant instant() {
      return source.instant();
    }
  }
}
