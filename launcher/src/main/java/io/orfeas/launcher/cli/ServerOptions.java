package io.orfeas.launcher.cli;

import io.grpc.stub.AbstractStub;
import io.orfeas.access.signature.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command asks, and as whom. */
final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "The edge, or the service itself. Default: localhost:8080.")
  private String server = "localhost:8080";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Sign requests with a key that `orfeas keys create` made.")
  private @Nullable Path key;

  /** A stub for it. */
  <S extends AbstractStub<S>> S stub(Class<S> type) throws IOException {
    Optional<Credentials> credentials =
        key == null ? Optional.empty() : Optional.of(Credentials.read(key));
    return SigningChannels.stub(server, credentials, type);
  }
}
