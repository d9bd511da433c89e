package io.orfeas.launcher.cli;

import io.grpc.Status;
import io.orfeas.access.signature.Credentials;
import io.orfeas.client.ClientOptions;
import io.orfeas.client.EventStream;
import io.orfeas.client.OrfeasClient;
import io.orfeas.client.Picture;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Generates through servers: shows the events as they come, then fetches the mesh. */
final class GenerateClient {
  private final Consumer<GenerateResponse> display;
  private final PrintWriter err;
  private final ClientOptions options;
  private final Optional<Credentials> credentials;

  /**
   * A client that shows what happens.
   *
   * @param display shows events
   * @param err is told of lost connections
   * @param credentials what to sign with, for servers that want to know who asks
   */
  GenerateClient(
      Consumer<GenerateResponse> display,
      PrintWriter err,
      ClientOptions options,
      Optional<Credentials> credentials) {
    this.display = display;
    this.err = err;
    this.options = options.withListener(this::retrying);
    this.credentials = credentials;
  }

  /**
   * The final mesh file, in the format that the request asks for.
   *
   * @param targets {@code host:port} of each server that may be asked
   */
  byte[] generate(List<String> targets, Picture picture, GenerateRequest request) {
    OrfeasClient client =
        credentials
            .map(key -> OrfeasClient.over(options, SigningChannels.of(targets, key)))
            .orElseGet(() -> OrfeasClient.connect(options, targets));
    GenerateResponse last = GenerateResponse.getDefaultInstance();
    try (EventStream events = client.generate(picture, request)) {
      while (events.hasNext()) {
        last = events.next();
        display.accept(last);
      }
    }
    return client.download(last.getData().getArtifact(), request);
  }

  private void retrying(int attempt, Duration delay, Status cause) {
    err.printf(
        Locale.ROOT,
        "%s; trying again in %.1f s (%d)%n",
        cause.getDescription() == null ? cause.getCode() : cause.getDescription(),
        delay.toMillis() / 1000.0,
        attempt);
    err.flush();
  }
}
