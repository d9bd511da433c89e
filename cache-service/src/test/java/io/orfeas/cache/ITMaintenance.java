package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceImplBase;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server says of itself follows from how the store is. */
class ITMaintenance {
  private volatile boolean reachable = true;
  private volatile boolean broken;
  private OrfeasServer server;
  private Maintenance maintenance;

  @BeforeEach
  void start() {
    Env env = Env.of(Map.of("ORFEAS_CACHE_PORT", "0"));
    server =
        OrfeasServer.start(
            "cache",
            ServerSettings.read(env, "ORFEAS_CACHE", 0),
            new Metrics(),
            List.of(new CacheServiceImplBase() {}));
    CacheStore store =
        (CacheStore)
            Proxy.newProxyInstance(
                CacheStore.class.getClassLoader(),
                new Class<?>[] {CacheStore.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "isReachable" -> reachable;
                      case "needsRestart" -> broken;
                      default -> null;
                    });
    maintenance = new Maintenance(store, server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void run_storeOutOfReach_isNotReadyButAliveAndComesBack() throws Exception {
    reachable = false;
    maintenance.run();

    assertThat(service()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(asAWhole()).isEqualTo(ServingStatus.SERVING);
    assertThat(page()).isEqualTo(503);

    reachable = true;
    maintenance.run();
    assertThat(service()).isEqualTo(ServingStatus.SERVING);
    assertThat(page()).isEqualTo(200);
  }

  @Test
  void run_storeBroken_isNotAliveUntilARestart() throws Exception {
    broken = true;
    maintenance.run();

    assertThat(service()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(asAWhole()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(page()).isEqualTo(503);

    broken = false;
    maintenance.run();
    assertThat(asAWhole()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  private ServingStatus service() {
    return health(CacheServiceGrpc.SERVICE_NAME);
  }

  private ServingStatus asAWhole() {
    return health("");
  }

  private ServingStatus health(String service) {
    return GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + server.port() + "/", HealthBlockingStub.class)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private int page() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/health"))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
