package io.orfeas.runtime;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether calls should be sent to a server, told alike to those who ask by gRPC and by HTTP. It
 * begins as not ready, and once the server ends it stays so.
 */
final class Readiness {
  private static final Logger logger = LoggerFactory.getLogger(Readiness.class);

  private final String server;
  private final List<? extends BindableService> services;
  private final HealthStatusManager grpc = new HealthStatusManager();
  private final SettableHealthChecker http = new SettableHealthChecker(false);
  private boolean ending;

  /**
   * Not ready yet.
   *
   * @param server its name, for logs
   * @param services what gRPC clients may ask about, each by its name
   */
  Readiness(String server, List<? extends BindableService> services) {
    this.server = server;
    this.services = services;
  }

  /** The standard gRPC health service. */
  BindableService service() {
    return grpc.getHealthService();
  }

  /** {@code /health}. */
  HttpService page() {
    return HealthCheckService.of(http);
  }

  /** The server as a whole stays alive, so that nothing restarts it for what it waits for. */
  synchronized void set(boolean ready) {
    if (ending || ready == http.isHealthy()) {
      return;
    }
    ServingStatus status = ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    for (BindableService service : services) {
      grpc.setStatus(service.bindService().getServiceDescriptor().getName(), status);
    }
    grpc.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    http.setHealthy(ready);
    logger.info("{} is {}", server, ready ? "ready" : "not ready");
  }

  /** Not ready, for good, and not alive either: only a restart helps. */
  synchronized void fail() {
    if (!ending) {
      end();
      logger.error("{} needs a restart", server);
    }
  }

  /** Not ready, for good. */
  synchronized void end() {
    ending = true;
    http.setHealthy(false);
    grpc.enterTerminalState();
  }
}
