package io.orfeas.runtime;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Clients of the other services: plain, or encrypted with both sides showing certificates. */
public final class Peers {
  private final Optional<ClientFactory> encrypted;

  private Peers(Optional<ClientFactory> encrypted) {
    this.encrypted = encrypted;
  }

  /**
   * Clients for a process.
   *
   * @param identity folder with {@code tls.crt}, {@code tls.key} and {@code ca.crt}; empty for
   *     plain connections
   */
  public static Peers of(Optional<Path> identity) {
    return new Peers(identity.map(Peers::encrypted));
  }

  /**
   * A client of one service. Calls carry their own deadlines; streams have none.
   *
   * @param target {@code host:port}; over encrypted connections, a host that its certificate names
   */
  public GrpcClientBuilder grpc(String target) {
    String scheme = encrypted.isPresent() ? "gproto+https://" : "gproto+http://";
    GrpcClientBuilder client =
        GrpcClients.builder(scheme + target + "/")
            .responseTimeout(Duration.ZERO)
            .maxResponseLength(0);
    encrypted.ifPresent(client::factory);
    return client;
  }

  private static ClientFactory encrypted(Path identity) {
    ClientFactory factory = ClientFactory.builder().tlsProvider(Identity.read(identity)).build();
    // One for the life of the process: all clients share its connections.
    factory.closeOnJvmShutdown();
    return factory;
  }
}
