package io.orfeas.cache.local;

import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * A process to be killed: computes results in a disk store as fast as it can, and says on its
 * output what was acknowledged. The compute time of a result is its token, so that it can be told
 * which one is there.
 */
final class CrashWriter {
  private static final int THREADS = 4;
  private static final int KEYS = 200;

  private CrashWriter() {}

  /** Arguments: folder, seed. */
  public static void main(String[] args) {
    CacheStore store =
        LocalCacheStore.disk(
            Path.of(args[0]),
            StoreFixture.ROOMY,
            InstantSource.system(),
            StoreListener.SILENT,
            1 << 20);
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(Long.parseLong(args[1]) * THREADS + i);
      new Thread(() -> computeForever(store, random)).start();
    }
    while (true) {
      store.maintain();
      Thread.onSpinWait();
    }
  }

  private static void computeForever(CacheStore store, Random random) {
    while (true) {
      Key key = StoreFixture.key("request " + random.nextInt(KEYS));
      if (store.acquire(key, "crash", true) instanceof Acquisition.Granted granted) {
        say("token " + granted.fencingToken());
        compute(store, key, granted.fencingToken(), random);
      }
    }
  }

  private static void compute(CacheStore store, Key key, long token, Random random) {
    byte[] bytes = new byte[random.nextInt(100_000)];
    random.nextBytes(bytes);
    Digest blob = StoreFixture.put(store, bytes);
    byte[] payload = new byte[random.nextInt(30_000)];
    random.nextBytes(payload);
    store.publish(key, token, new Entry(1, Opaque.wrap(payload), List.of(blob)));
    store.complete(key, token, Duration.ofNanos(token), "crash");
    say("done " + key + " " + token + " " + Digest.of(payload).sha256());
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
