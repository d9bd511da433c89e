package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.orfeas.runtime.ConfigException;
import io.orfeas.runtime.Env;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheConfigTest {
  @Test
  void read_nothingSet_hasTheDefaults() {
    Env env = Env.of(Map.of("XDG_CACHE_HOME", "/var/caches"));
    CacheConfig config = CacheConfig.read(env);
    env.check();

    assertThat(config.server().port()).isEqualTo(9092);
    assertThat(config.store()).isEqualTo(StoreKind.AUTO);
    assertThat(config.folder()).isEqualTo(Path.of("/var/caches/orfeas"));
    assertThat(config.limits().softBytes()).isEqualTo(10L << 30);
    assertThat(config.limits().hardBytes()).isEqualTo(11L << 30);
    assertThat(config.limits().leaseTtl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.limits().resultTtl()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void read_limitsThatContradict_areAllReported() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_STORE", "tape",
                "ORFEAS_CACHE_SOFT_LIMIT_BYTES", "2GiB",
                "ORFEAS_CACHE_HARD_LIMIT_BYTES", "1GiB",
                "ORFEAS_CACHE_MAX_BLOB_BYTES", "3GiB",
                "ORFEAS_CACHE_LEASE_TTL", "5ms"));
    CacheConfig.read(env);

    assertThatThrownBy(env::check)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ORFEAS_CACHE_STORE: tape (expected: auto|disk|memory")
        .hasMessageContaining("ORFEAS_CACHE_HARD_LIMIT_BYTES: 1073741824 (expected: at least")
        .hasMessageContaining("ORFEAS_CACHE_MAX_BLOB_BYTES: 3221225472 (expected: at most")
        .hasMessageContaining("ORFEAS_CACHE_LEASE_TTL: 5 ms (expected: at least 100 ms)");
  }

  @Test
  void read_redisWithoutBlobs_isRefusedAndThePasswordIsNotShown() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_STORE",
                "redis",
                "ORFEAS_REDIS_URL",
                "nonsense://user:secret@host",
                "ORFEAS_REDIS_COPIES",
                "some"));
    CacheConfig.read(env);

    assertThatThrownBy(env::check)
        .hasMessageContaining("ORFEAS_CACHE_BLOBS:  (expected: file:///FOLDER or s3://BUCKET")
        .hasMessageContaining("ORFEAS_REDIS_URL: unusable (expected: redis://HOST:PORT,")
        .hasMessageContaining(" redis-sentinel://HOST:PORT,HOST:PORT#MASTER,")
        .hasMessageContaining(" or with TLS rediss:// and rediss-sentinel://)")
        .hasMessageContaining("ORFEAS_REDIS_COPIES: some (expected: 0..100)")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://",
        "redis://host:99999",
        "redis://host/name",
        "redis-socket:///run/redis",
        "redis-sentinel://host:26379",
        "host:6379"
      })
  void read_redisNowhere_isRefused(String url) {
    Env env = Env.of(Map.of("ORFEAS_CACHE_STORE", "redis", "ORFEAS_REDIS_URL", url));
    CacheConfig.read(env);

    assertThatThrownBy(env::check).hasMessageContaining("ORFEAS_REDIS_URL: unusable");
  }

  @Test
  void read_redisSentinel_takesAllAndAPasswordForEach() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_STORE", "redis",
                "ORFEAS_REDIS_URL", "redis-sentinel://user:other@one:1,two:2/3#main",
                "ORFEAS_REDIS_PASSWORD", "secret",
                "ORFEAS_REDIS_SENTINEL_PASSWORD", "hidden",
                "ORFEAS_CACHE_BLOBS", "s3://meshes"));
    CacheConfig config = CacheConfig.read(env);
    env.check();

    RedisURI uri = Objects.requireNonNull(config.shared()).redis().uri();
    assertThat(uri.getSentinelMasterId()).isEqualTo("main");
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("one", "two");
    assertThat(credentials(uri)).isEqualTo("user secret");
    assertThat(credentials(uri.getSentinels().get(1))).isEqualTo("null hidden");
    assertThat(config.toString()).doesNotContain("secret").doesNotContain("hidden");
  }

  @Test
  void read_redisCertificatesThatAreNone_areRefused(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("ca.crt"), "no certificate");
    for (String url : List.of("rediss://host", "redis://host")) {
      Env env =
          Env.of(
              Map.of(
                  "ORFEAS_CACHE_STORE",
                  "redis",
                  "ORFEAS_REDIS_URL",
                  url,
                  "ORFEAS_REDIS_TLS_DIR",
                  folder.toString()));
      CacheConfig.read(env);

      assertThatThrownBy(env::check)
          .hasMessageContaining("ORFEAS_REDIS_TLS_DIR: " + folder)
          .hasMessageContaining("(expected: ca.crt, and tls.crt with tls.key");
    }
  }

  private static String credentials(RedisURI uri) {
    RedisCredentials credentials =
        Objects.requireNonNull(uri.getCredentialsProvider().resolveCredentials().block());
    return credentials.getUsername() + " " + new String(credentials.getPassword());
  }

  @Test
  void read_redis_takesPasswordAndPlacesOfBlobs() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_STORE", "redis",
                "ORFEAS_REDIS_URL", "rediss://host:6380/2",
                "ORFEAS_REDIS_PASSWORD", "secret",
                "ORFEAS_CACHE_BLOBS", "s3://meshes/orfeas",
                "ORFEAS_S3_ENDPOINT", "http://localhost:7070"));
    CacheConfig config = CacheConfig.read(env);
    env.check();

    SharedConfig shared = Objects.requireNonNull(config.shared());
    assertThat(shared.redis().uri().isSsl()).isTrue();
    assertThat(shared.redis().uri().getDatabase()).isEqualTo(2);
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(shared.blobs().location().getHost()).isEqualTo("meshes");
  }
}
