package io.orfeas.runtime;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a server takes connections, and from whom: from everyone, or only from those who show a
 * certificate of the same authority. Probes have none, and get a plain port of their own.
 */
final class Ports {
  private final ServerSettings settings;
  private final SessionProtocol protocol;
  private final Optional<Path> identity;

  private Ports(ServerSettings settings, SessionProtocol protocol, Optional<Path> identity) {
    this.settings = settings;
    this.protocol = protocol;
    this.identity = identity;
  }

  /** For other services: encrypted and asking for certificates where there is an identity. */
  static Ports amongServices(ServerSettings settings) {
    return new Ports(
        settings,
        settings.identity().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP,
        settings.identity());
  }

  /** For callers that are not services: they show no certificates. */
  static Ports forEveryone(ServerSettings settings, SessionProtocol protocol) {
    return new Ports(settings, protocol, Optional.empty());
  }

  /**
   * Adds them to a server.
   *
   * @param probed what the port for probes serves, by path
   */
  void open(ServerBuilder server, Map<String, HttpService> probed) {
    identity.ifPresentOrElse(
        folder -> openAmongServices(server, folder, probed),
        () -> server.port(at(settings.port()), protocol));
  }

  /** The port that a server listens on now. */
  int active(Server server) {
    return server.activeLocalPort(protocol);
  }

  /**
   * Encrypted, and only for who shows a certificate of the same authority. Where agents are let in
   * as far as another gate, they need not show one.
   */
  private void openAmongServices(
      ServerBuilder server, Path folder, Map<String, HttpService> probed) {
    ClientAuth certificates = settings.agents() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
    server
        .https(at(settings.port()))
        .tlsProvider(
            Identity.read(folder), ServerTlsConfig.builder().clientAuth(certificates).build());
    if (settings.probePort() > 0) {
      server.port(at(settings.probePort()), SessionProtocol.HTTP);
      probed.forEach(server.virtualHost(settings.probePort())::service);
    }
  }

  private InetSocketAddress at(int port) {
    return new InetSocketAddress(settings.host(), port);
  }
}
