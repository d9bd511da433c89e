package io.orfeas.launcher.cli;

import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Channels whose calls are signed. */
final class SigningChannels {
  private SigningChannels() {}

  /**
   * A channel for each server.
   *
   * @param targets {@code host:port} each
   */
  static List<Channel> of(List<String> targets, Credentials credentials) {
    return targets.stream()
        .map(
            target ->
                stub(target, Optional.of(credentials), InferenceServiceStub.class).getChannel())
        .toList();
  }

  /**
   * A stub for a server.
   *
   * @param credentials what to sign with, where the server wants to know who asks
   */
  static <S extends AbstractStub<S>> S stub(
      String target, Optional<Credentials> credentials, Class<S> type) {
    GrpcClientBuilder client =
        GrpcClients.builder("gproto+http://" + target + "/")
            .responseTimeout(Duration.ZERO)
            .maxResponseLength(0);
    credentials.ifPresent(
        known -> client.decorator(new RequestSigner(known, InstantSource.system())));
    return client.build(type);
  }
}
