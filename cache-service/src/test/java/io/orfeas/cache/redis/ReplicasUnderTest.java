package io.orfeas.cache.redis;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.key;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.CountingListener;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.TestClock;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Replicas on one Redis and one folder. */
abstract class ReplicasUnderTest {
  static final Key KEY = key("a request");
  static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir static Path folder;
  static RedisProcess redis;

  final TestClock clock = new TestClock();
  final CountingListener listener = new CountingListener();
  private final String prefix = UUID.randomUUID().toString();
  final List<RedisCacheStore> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    redis = RedisProcess.start(Files.createDirectory(folder.resolve("redis")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (redis != null) {
      redis.close();
    }
  }

  @AfterEach
  void close() {
    open.forEach(RedisCacheStore::close);
  }

  RedisCacheStore replica() throws Exception {
    return replica(ROOMY);
  }

  RedisCacheStore replica(StoreLimits limits) throws Exception {
    return replica(limits, FileBlobs.shared(blobs()));
  }

  RedisCacheStore replica(StoreLimits limits, Blobs bytes) throws Exception {
    return replica(limits, bytes, new SameThread());
  }

  RedisCacheStore replica(StoreLimits limits, Blobs bytes, ExecutorService deleter)
      throws Exception {
    RedisCacheStore store =
        RedisCacheStore.open(
            redis.settings(prefix),
            limits,
            listener,
            new Guard("redis", 256, Duration.ofMillis(10), new Metrics()),
            bytes,
            deleter,
            () -> RedisStores.micros(clock.instant()));
    open.add(store);
    return store;
  }

  Path blobs() {
    return folder.resolve(prefix);
  }

  long blobFiles() throws Exception {
    try (Stream<Path> files = Files.walk(blobs().resolve("blobs"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
