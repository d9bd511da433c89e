package io.orfeas.cache.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 while four threads write, over and over in the same folder, in four folders at a time.
 * After each: what was acknowledged is there and intact, no blob is partial, tokens rise, and
 * leases end in their time.
 *
 * <p>{@code ORFEAS_CRASH_ROUNDS} sets the number of kills.
 */
class ITKilledAtAnyPoint {
  private static final int FOLDERS = 4;
  private static final int MOST_LINES = 60;
  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("ORFEAS_CRASH_ROUNDS", "240"));

  @TempDir Path folder;

  @Test
  void store_killedOverAndOver_losesNothingItAcknowledged() throws Exception {
    Path archive =
        Victim.archive(folder.resolve("classes.jsa"), folder.resolve("once").toString(), "once");
    ExecutorService lanes = Executors.newFixedThreadPool(FOLDERS);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int lane = 0; lane < FOLDERS; lane++) {
        int seed = lane;
        results.add(lanes.submit(() -> killOverAndOver(archive, seed)));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get())
            .as("keys that were finished at least once")
            .isGreaterThan(Math.min(50, ROUNDS / FOLDERS));
      }
    } finally {
      lanes.shutdownNow();
    }
  }

  private int killOverAndOver(Path archive, int seed) throws Exception {
    Path own = Files.createDirectory(folder.resolve("store " + seed));
    Random random = new Random(seed);
    Witness witness = new Witness();
    for (int round = 0; round < ROUNDS / FOLDERS; round++) {
      Victim.start(archive, own.toString(), Integer.toString(round))
          .killAfter(random.nextInt(MOST_LINES), witness);
      check(own, round, witness);
    }
    return witness.results();
  }

  private static void check(Path own, int round, Witness witness) throws IOException {
    checkBlobFiles(own);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (LocalCacheStore store =
        LocalCacheStore.disk(own, StoreFixture.ROOMY, now::get, StoreListener.SILENT, 1 << 20)) {
      witness.check(store, "round " + round);
      now.updateAndGet(start -> start.plus(StoreFixture.ROOMY.leaseTtl()));
      store.maintain();
      assertThat(store.sizes().leases()).as("leases one TTL after the restart").isZero();
    }
  }

  private static void checkBlobFiles(Path own) throws IOException {
    if (Files.notExists(own.resolve("blobs"))) {
      return;
    }
    try (Stream<Path> files = Files.walk(own.resolve("blobs"))) {
      for (Path blob : files.filter(Files::isRegularFile).toList()) {
        assertThat(Digest.of(Files.readAllBytes(blob)).sha256())
            .isEqualTo(blob.getFileName().toString());
      }
    }
  }
}
