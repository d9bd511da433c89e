package io.orfeas.cache;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cache-service, wired and listening. */
public final class CacheServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(CacheServer.class);

  /** How often per lease TTL the store looks at the time: a silent holder is noticed 5 % late. */
  private static final int CHECKS_PER_LEASE = 20;

  private final OrfeasServer server;
  private final CacheGrpcService service;
  private final CacheStore store;
  private final ScheduledExecutorService timer;
  private final Tracing tracing;

  private CacheServer(
      OrfeasServer server,
      CacheGrpcService service,
      CacheStore store,
      ScheduledExecutorService timer,
      Tracing tracing) {
    this.server = server;
    this.service = service;
    this.store = store;
    this.timer = timer;
    this.tracing = tracing;
  }

  /**
   * Starts the service, untraced.
   *
   * @throws io.orfeas.cache.store.StoreException when the store cannot be opened
   */
  public static CacheServer start(CacheConfig config, Metrics metrics) {
    return start(config, metrics, Tracing.off());
  }

  /**
   * Starts the service. Returns when the store has read what it holds and the server listens.
   *
   * @param tracing of its calls; closed along with the service
   * @throws io.orfeas.cache.store.StoreException when the store cannot be opened
   */
  public static CacheServer start(CacheConfig config, Metrics metrics, Tracing tracing) {
    InstantSource clock = InstantSource.system();
    CacheMetrics counters = new CacheMetrics(metrics);
    CacheStore store = StoreSelection.open(config, clock, counters, metrics);
    counters.observe(store);
    logger.info("store: {}, at most {} bytes", store.name(), store.limits().softBytes());
    CacheGrpcService service = new CacheGrpcService(store, counters, clock);
    OrfeasServer server =
        OrfeasServer.start(
            "cache",
            config.server(),
            metrics,
            tracing,
            List.of(service),
            routes -> routes.service(BlobHttpService.PATH, new BlobHttpService(store, counters)));
    ScheduledExecutorService timer = startTimer(store, server);
    return new CacheServer(server, service, store, timer, tracing);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Where callers in this process find it. */
  public String nearTarget() {
    return server.nearTarget();
  }

  /** Waits until the service has ended. */
  public void awaitEnd() {
    server.awaitEnd();
  }

  /**
   * Sends followers away, lets other calls in flight finish, and ends. Leases stay: the next start
   * goes on with them.
   */
  @Override
  public void close() {
    service.leave();
    server.close();
    timer.shutdownNow();
    store.close();
    tracing.close();
  }

  private static ScheduledExecutorService startTimer(CacheStore store, OrfeasServer server) {
    Duration period = store.limits().leaseTtl().dividedBy(CHECKS_PER_LEASE);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, work -> daemon(work, "orfeas-cache-timer"));
    timer.scheduleWithFixedDelay(
        new Maintenance(store, server),
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
    return timer;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
