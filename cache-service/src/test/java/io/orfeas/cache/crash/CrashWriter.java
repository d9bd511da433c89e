package io.orfeas.cache.crash;

import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.redis.RedisStores;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * A process to be killed: computes results in a store as fast as it can, and says on its output
 * what was acknowledged. The compute time of a result is its token, so that it can be told which
 * one is there.
 */
final class CrashWriter {
  private static final int THREADS = 4;
  private static final int KEYS = 200;

  private CrashWriter() {}

  /** Arguments: folder, seed, and the address of a Redis or nothing. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    CacheStore store = args.length == 2 ? disk(folder) : RedisStores.open(args[2], folder);
    if (args[1].equals("once")) {
      compute(store, StoreFixture.key("once"), StoreFixture.lease(store, StoreFixture.key("once")));
      store.close();
      return;
    }
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(Long.parseLong(args[1]) * THREADS + i);
      new Thread(() -> computeForever(store, random)).start();
    }
    while (true) {
      store.maintain();
      Thread.onSpinWait();
    }
  }

  private static CacheStore disk(Path folder) {
    return LocalCacheStore.disk(
        folder, StoreFixture.ROOMY, InstantSource.system(), StoreListener.SILENT, 1 << 20);
  }

  private static void computeForever(CacheStore store, Random random) {
    while (true) {
      Key key = StoreFixture.key("request " + random.nextInt(KEYS));
      try {
        if (store.acquire(key, "crash", true) instanceof Acquisition.Granted granted) {
          say("token " + granted.fencingToken());
          compute(store, key, granted.fencingToken(), random);
        }
      } catch (StoreException refused) {
        // On a slow machine a lease runs out, or Redis does not answer in time.
      }
    }
  }

  private static void compute(CacheStore store, Key key, long token) {
    compute(store, key, token, new Random(1));
  }

  private static void compute(CacheStore store, Key key, long token, Random random) {
    byte[] bytes = new byte[random.nextInt(100_000)];
    random.nextBytes(bytes);
    Digest blob = StoreFixture.put(store, bytes);
    byte[] payload = new byte[random.nextInt(30_000)];
    random.nextBytes(payload);
    store.publish(key, token, new Entry(1, Opaque.wrap(payload), List.of(blob)));
    store.complete(key, token, 1, Duration.ofNanos(token), "crash");
    say("done " + key + " " + token + " " + Digest.of(payload).sha256());
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
