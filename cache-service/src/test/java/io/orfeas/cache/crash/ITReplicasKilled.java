package io.orfeas.cache.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.redis.RedisStores;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.runtime.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of replicas that share a Redis and a folder, two at a time at different moments. Then all
 * that was acknowledged by any is there and intact, and no lease is stuck.
 */
class ITReplicasKilled {
  private static final int ROUNDS = 15;
  private static final int MOST_LINES = 80;

  @TempDir Path folder;

  @Test
  void replicas_killedOverAndOver_loseNothingTheyAcknowledged() throws Exception {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Witness witness = new Witness();
    Random random = new Random(3);
    try (RedisProcess redis = RedisProcess.start(Files.createDirectory(folder.resolve("redis")))) {
      Path archive =
          Victim.archive(folder.resolve("classes.jsa"), blobs.toString(), "once", redis.url());
      for (int round = 0; round < ROUNDS; round++) {
        Victim first = victim(archive, blobs, 2 * round, redis);
        Victim second = victim(archive, blobs, 2 * round + 1, redis);
        int lines = random.nextInt(MOST_LINES);
        CompletableFuture<Void> other =
            CompletableFuture.runAsync(() -> kill(second, MOST_LINES - lines, witness));
        kill(first, lines, witness);
        other.join();
      }
      try (CacheStore store = RedisStores.open(redis.url(), blobs)) {
        witness.check(store, "new");
        assertThat(witness.results()).isGreaterThan(50);
        awaitNoLeases(store);
      }
    }
  }

  private static Victim victim(Path archive, Path blobs, int seed, RedisProcess redis)
      throws Exception {
    return Victim.start(archive, blobs.toString(), Integer.toString(seed), redis.url());
  }

  private static void kill(Victim victim, int lines, Witness witness) {
    try {
      victim.killAfter(lines, witness);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Redis's own clock counts here, so this takes up to one lease time. */
  private static void awaitNoLeases(CacheStore store) {
    Duration enough = StoreFixture.ROOMY.leaseTtl().multipliedBy(12);
    long end = System.nanoTime() + enough.toNanos();
    while (store.sizes().leases() > 0 && System.nanoTime() < end) {
      store.maintain();
    }
    assertThat(store.sizes().leases()).as("leases after their time").isZero();
  }
}
