package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.access.limit.RedisCounts;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.launcher.cli.TestCertificates;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.redis.RedisSettings;
import io.orfeas.runtime.testing.RedisProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis by TLS: believed where the operator's authority vouches for it, and nowhere else. */
class ITRedisTls {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern DISTRUST =
      Pattern.compile("(redis at rediss://\\S+ PKIX path .*TLS\\))");

  @TempDir Path folder;

  @Test
  void certificatesOfBothSides_serveCacheAndAccess() throws Exception {
    Path certs = TestCertificates.make(folder.resolve("certs"), "redis");
    try (RedisProcess redis = RedisProcess.secure(folder("redis"), certs, true);
        ChildProcess cache = cache(address(redis), certs);
        RedisCounts counts =
            new RedisCounts(settings(address(redis), certs), Duration.ofMinutes(1))) {
      awaitHealth(cache, 200);
      assertThat(counts.use("a nonce")).isTrue();
      assertThat(counts.use("a nonce")).isFalse();
    }
  }

  @Test
  void sentinels_byTlsToo_showTheWay() throws Exception {
    Path certs = TestCertificates.make(folder.resolve("certs"), "redis");
    try (RedisProcess redis = RedisProcess.secure(folder("redis"), certs, true);
        RedisProcess sentinel = redis.sentinel(folder("sentinel"));
        ChildProcess cache =
            cache("rediss-sentinel://127.0.0.1:" + sentinel.port() + "#main", certs)) {
      awaitHealth(cache, 200);
    }
  }

  @Test
  void redisThatIsNotBelieved_endsTheStartWithOneLine() throws Exception {
    Path certs = TestCertificates.make(folder.resolve("certs"), "redis");
    Path others = TestCertificates.make(folder.resolve("others"), "redis");
    Path onlyAuthority = folder("public");
    Files.copy(certs.resolve("ca.crt"), onlyAuthority.resolve("ca.crt"));
    try (RedisProcess asking = RedisProcess.secure(folder("asking"), certs, true);
        RedisProcess plain = RedisProcess.start(folder("plain"))) {
      assertEnds(address(asking), others, "PKIX path");
      assertEnds(address(asking), onlyAuthority, "certificate_required");
      assertEnds(address(plain), certs, "handshake timed out");
    }
  }

  @Test
  void certificateOfAnotherAuthority_isAsRedisAwayUntilItIsOurs() throws Exception {
    Path certs = TestCertificates.make(folder.resolve("certs"), "redis");
    Path others = TestCertificates.make(folder.resolve("others"), "redis");
    Path shown = folder("shown");
    copy(certs, shown);
    try (RedisProcess redis = RedisProcess.secure(folder("redis"), shown, false);
        ChildProcess cache = cache(address(redis), certs)) {
      awaitHealth(cache, 200);
      redis.kill();
      copy(others, shown);
      redis.restart();
      awaitHealth(cache, 503);
      assertThat(cache.await(DISTRUST)).isNotEmpty();
      assertUnavailable(cache);

      redis.kill();
      copy(certs, shown);
      redis.restart();
      awaitHealth(cache, 200);
      assertThat(cache.output()).doesNotContain("\tat ");
    }
  }

  private void assertEnds(String url, Path tls, String reason) throws Exception {
    try (ChildProcess cache = cache(url, tls)) {
      assertThat(cache.await()).as(cache.output()).isEqualTo(4);
      assertThat(cache.output()).doesNotContain("\tat ");
      assertThat(cache.output().lines().filter(line -> line.contains(reason)))
          .as(cache.output())
          .singleElement()
          .asString()
          .startsWith("orfeas: redis at " + url + ": ")
          .endsWith("(expected: an answer in 2000 ms, over TLS)");
    }
  }

  private static void assertUnavailable(ChildProcess cache) throws Exception {
    CacheServiceBlockingStub stub =
        GrpcClients.builder("gproto+http://127.0.0.1:" + cache.await(LISTENS) + "/")
            .responseTimeout(Duration.ofMinutes(1))
            .build(CacheServiceBlockingStub.class);
    AcquireRequest request =
        AcquireRequest.newBuilder().setKey("0".repeat(64)).setOwner("test").build();
    assertThatThrownBy(() -> stub.acquire(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  private ChildProcess cache(String url, Path tls) throws Exception {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_CACHE_PORT", "0");
    environment.put("ORFEAS_CACHE_STORE", "redis");
    environment.put("ORFEAS_CACHE_LEASE_TTL", "1s");
    environment.put("ORFEAS_CACHE_BLOBS", folder.resolve("blobs").toUri().toString());
    environment.putAll(redis(url, tls));
    return ChildProcess.start(folder, environment, "run", "cache");
  }

  private static RedisSettings settings(String url, Path tls) {
    Env env = Env.of(redis(url, tls));
    RedisSettings settings = RedisSettings.read(env);
    env.check();
    return settings;
  }

  private static Map<String, String> redis(String url, Path tls) {
    return Map.of(
        "ORFEAS_REDIS_URL",
        url,
        "ORFEAS_REDIS_TLS_DIR",
        tls.toString(),
        "ORFEAS_REDIS_TIMEOUT",
        "2s");
  }

  private static String address(RedisProcess redis) {
    return "rediss://127.0.0.1:" + redis.port();
  }

  private static void awaitHealth(ChildProcess cache, int status) throws Exception {
    URI health = URI.create("http://127.0.0.1:" + cache.await(LISTENS) + "/health");
    HttpRequest question = HttpRequest.newBuilder(health).build();
    HttpClient http = HttpClient.newHttpClient();
    Await.until(
        cache::output, () -> http.send(question, BodyHandlers.discarding()).statusCode() == status);
  }

  private static void copy(Path from, Path to) throws Exception {
    for (String file : List.of("ca.crt", "tls.crt", "tls.key")) {
      Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectory(folder.resolve(name));
  }
}
