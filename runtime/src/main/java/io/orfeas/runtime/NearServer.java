package io.orfeas.runtime;

import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The services of a server once more, for callers in the same process: the same handlers behind the
 * same interceptors, but messages are handed over and not written, sent and read.
 */
final class NearServer implements AutoCloseable {
  private final Server server;
  private final Duration drainTimeout;

  private NearServer(Server server, Duration drainTimeout) {
    this.server = server;
    this.drainTimeout = drainTimeout;
  }

  static NearServer start(GrpcCalls calls, Executor threads, Duration drainTimeout) {
    InProcessServerBuilder builder =
        InProcessServerBuilder.forName(InProcessServerBuilder.generateName())
            // The threads that the network's calls are answered on, with their bound.
            .executor(threads)
            .intercept(CallContext.interceptor());
    calls.interceptors().forEach(builder::intercept);
    calls.services().forEach(builder::addService);
    try {
      return new NearServer(builder.build().start(), drainTimeout);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  String target() {
    return Channels.NEAR + server.getListenSockets().get(0);
  }

  /** Lets calls in flight finish within the drain time, and ends. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
