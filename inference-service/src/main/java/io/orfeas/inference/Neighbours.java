package io.orfeas.inference;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.stub.AbstractAsyncStub;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.inference.run.ResultLog;
import io.orfeas.runtime.Channels;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.Peers;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceStub;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The services that this one calls. All calls go out under one identity, are counted, and belong to
 * the trace of what caused them.
 */
final class Neighbours {
  private static final int CACHE_CALLS = 256;
  private static final Duration CACHE_OPEN = Duration.ofSeconds(5);

  /**
   * Twice that has to pass without a call for a dead connection to be closed, and does while the
   * breaker is open.
   */
  private static final Duration PING = Duration.ofSeconds(2);

  private final InferenceConfig config;
  private final Peers peers;
  private final Metrics metrics;
  private final Tracing tracing;

  Neighbours(InferenceConfig config, Metrics metrics, Tracing tracing) {
    this.config = config;
    this.metrics = metrics;
    this.tracing = tracing;
    peers = Peers.pinging(config.server().identity(), PING);
  }

  /**
   * The cache-service.
   *
   * @param failures counts calls that failed, by {@code operation}
   */
  ResultLog cache(Counter failures) {
    Channel cache = open(config.cacheTarget(), CacheServiceStub.class);
    return new ResultLog(
        CacheServiceGrpc.newBlockingStub(cache),
        CacheServiceGrpc.newStub(cache),
        new Guard("cache", CACHE_CALLS, CACHE_OPEN, metrics),
        config.cacheDeadline(),
        config.replica(),
        failures);
  }

  /** The telemetry-service. */
  TelemetryServiceStub telemetry() {
    return TelemetryServiceGrpc.newStub(open(config.telemetryTarget(), TelemetryServiceStub.class));
  }

  private <S extends AbstractAsyncStub<S>> Channel open(String target, Class<S> stub) {
    List<ClientInterceptor> interceptors = new ArrayList<>(List.of(metrics.grpcClient()));
    // The last one is called first: metrics are counted in the trace of the call.
    tracing.grpcClient(target).ifPresent(interceptors::add);
    return Channels.open(peers, target, interceptors, stub);
  }
}
