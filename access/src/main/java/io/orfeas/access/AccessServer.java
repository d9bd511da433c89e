package io.orfeas.access;

import io.grpc.ServiceDescriptor;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.time.InstantSource;
import java.util.List;

/** The access service, which Envoy asks about every request. */
public final class AccessServer implements AutoCloseable {
  private final OrfeasServer server;
  private final Access access;

  private AccessServer(OrfeasServer server, Access access) {
    this.server = server;
    this.access = access;
  }

  /** Starts the service and waits until it listens. */
  public static AccessServer start(
      AccessConfig config,
      ServerSettings settings,
      Metrics metrics,
      Tracing tracing,
      List<ServiceDescriptor> services) {
    Access access = Access.open(config, metrics, services, InstantSource.system());
    OrfeasServer server =
        OrfeasServer.start("access", settings, metrics, tracing, List.of(access.envoyService()));
    return new AccessServer(server, access);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Waits until the service has ended. */
  public void awaitEnd() {
    server.awaitEnd();
  }

  /** Lets calls in flight finish, and ends. */
  @Override
  public void close() {
    server.close();
    access.close();
  }
}
