package io.orfeas.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas that count in one Redis. */
class ITRedisCounts {
  private static final Limit THREE_PER_DAY = new Limit("quota", 3, Duration.ofDays(1));

  @TempDir Path folder;

  private RedisProcess redis;
  private RedisCounts one;
  private RedisCounts other;

  @BeforeEach
  void start() throws IOException {
    redis = RedisProcess.start(folder);
    one = connect();
    other = connect();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (one != null) {
      one.close();
      other.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void take_countsForAllReplicasTogether() {
    assertThat(one.take(THREE_PER_DAY, "bot")).isZero();
    assertThat(other.take(THREE_PER_DAY, "bot")).isZero();
    assertThat(one.take(THREE_PER_DAY, "bot")).isZero();

    assertThat(other.take(THREE_PER_DAY, "bot"))
        .isBetween(Duration.ofHours(7), Duration.ofHours(8));
    assertThat(one.look(THREE_PER_DAY, "bot")).isPositive();
    assertThat(one.take(THREE_PER_DAY, "another")).isZero();
  }

  @Test
  void use_onceAmongAllReplicas() {
    assertThat(one.use("k:1")).isTrue();
    assertThat(other.use("k:1")).isFalse();
    assertThat(other.use("k:2")).isTrue();
  }

  @Test
  void storeAway_eachCountsAloneAndKnowsWhatItHasSeen() throws Exception {
    AtomicInteger alone = new AtomicInteger();
    SharedCounts counts =
        new SharedCounts(
            one,
            new LocalLimiter(100),
            new LocalNonces(100, Duration.ofMinutes(10)),
            new Guard("access_store", 10, Duration.ofMinutes(1), new Metrics()),
            alone::incrementAndGet);
    assertThat(counts.use("before")).isTrue();
    assertThat(alone).hasValue(0);

    redis.kill();

    assertThat(counts.use("before")).isFalse();
    assertThat(counts.use("after")).isTrue();
    assertThat(counts.use("after")).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(counts.take(THREE_PER_DAY, "bot")).isZero();
    }
    assertThat(counts.take(THREE_PER_DAY, "bot")).isPositive();
    assertThat(alone.get()).isPositive();
  }

  private RedisCounts connect() {
    return new RedisCounts(redis.settings("test"), Duration.ofMinutes(10));
  }
}
