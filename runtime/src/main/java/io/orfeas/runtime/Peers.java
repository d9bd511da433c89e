package io.orfeas.runtime;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Clients of the other services: plain, or encrypted with both sides showing certificates.
 *
 * <p>All clients share connections, which last as long as the process. They are not closed when it
 * is told to end, as those of Armeria's default factory are: what it finishes then is still to be
 * stored.
 */
public final class Peers {
  private final ClientFactory factory;
  private final boolean encrypted;

  private Peers(ClientFactory factory, boolean encrypted) {
    this.factory = factory;
    this.encrypted = encrypted;
  }

  /**
   * Clients for a process.
   *
   * @param identity folder with {@code tls.crt}, {@code tls.key} and {@code ca.crt}; empty for
   *     plain connections
   */
  public static Peers of(Optional<Path> identity) {
    return new Peers(builder(identity).build(), identity.isPresent());
  }

  /**
   * Clients for a process that notice when the other side is gone without a word. A connection on
   * which nothing moves is pinged, and closed, with the calls on it, when no answer comes.
   *
   * @param identity as above
   * @param interval after which a silent connection is pinged, and for which the answer is waited
   *     for; from 1 s to below 10 s, after which an unused connection is closed anyway
   */
  public static Peers pinging(Optional<Path> identity, Duration interval) {
    return new Peers(builder(identity).pingInterval(interval).build(), identity.isPresent());
  }

  /**
   * A client of one service. Calls carry their own deadlines; streams have none.
   *
   * @param target {@code host:port}; over encrypted connections, a host that its certificate names
   */
  public GrpcClientBuilder grpc(String target) {
    String scheme = encrypted ? "gproto+https://" : "gproto+http://";
    return GrpcClients.builder(scheme + target + "/")
        .factory(factory)
        .responseTimeout(Duration.ZERO)
        .maxResponseLength(0);
  }

  private static ClientFactoryBuilder builder(Optional<Path> identity) {
    ClientFactoryBuilder builder = ClientFactory.builder();
    return identity.map(folder -> builder.tlsProvider(Identity.read(folder))).orElse(builder);
  }
}
