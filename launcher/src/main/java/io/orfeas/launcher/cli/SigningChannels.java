package io.orfeas.launcher.cli;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Channel;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Channels whose calls are signed. */
final class SigningChannels {
  private SigningChannels() {}

  /**
   * A channel for each server.
   *
   * @param targets {@code host:port} each
   */
  static List<Channel> of(List<String> targets, Credentials credentials) {
    RequestSigner signer = new RequestSigner(credentials, InstantSource.system());
    return targets.stream().map(target -> channel(target, signer)).toList();
  }

  private static Channel channel(String target, RequestSigner signer) {
    return GrpcClients.builder("gproto+http://" + target + "/")
        .responseTimeout(Duration.ZERO)
        .maxResponseLength(0)
        .decorator(signer)
        .build(InferenceServiceStub.class)
        .getChannel();
  }
}
