package io.orfeas.telemetry;

import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.store.TelemetryStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running telemetry-service: its own process, or a part of one. */
public final class TelemetryServer implements AutoCloseable {
  private static final int BACKGROUND_THREADS = 2;
  private static final long HEALTH_REPORT_MINUTES = 15;

  private final OrfeasServer server;
  private final Watchers watchers;
  private final ScheduledExecutorService background;
  private final Ingest ingest;
  private final TelemetryStore store;
  private final Tracing tracing;
  private final AtomicBoolean closed = new AtomicBoolean();

  private TelemetryServer(
      OrfeasServer server,
      Watchers watchers,
      ScheduledExecutorService background,
      Ingest ingest,
      TelemetryStore store,
      Tracing tracing) {
    this.server = server;
    this.watchers = watchers;
    this.background = background;
    this.ingest = ingest;
    this.store = store;
    this.tracing = tracing;
  }

  /** Starts the service, untraced, and waits until it listens. */
  public static TelemetryServer start(TelemetryConfig config, Metrics metrics) {
    return start(config, metrics, Tracing.off());
  }

  /**
   * Starts the service and waits until it listens.
   *
   * @param config its configuration
   * @param metrics of this server; exposed on {@code /metrics}
   * @param tracing of its calls; closed along with the service
   */
  public static TelemetryServer start(TelemetryConfig config, Metrics metrics, Tracing tracing) {
    return start(config, metrics, tracing, StoreProvider.open(config), Clock.systemUTC());
  }

  static TelemetryServer start(
      TelemetryConfig config, Metrics metrics, TelemetryStore store, Clock clock) {
    return start(config, metrics, Tracing.off(), store, clock);
  }

  private static TelemetryServer start(
      TelemetryConfig config, Metrics metrics, Tracing tracing, TelemetryStore store, Clock clock) {
    var telemetryMetrics = new TelemetryMetrics(metrics);
    ScheduledExecutorService background = background();
    var ingest = Ingest.start(store, config, telemetryMetrics, clock);
    var board = new VramBoard(clock);
    var analyst = new Analyst(store, board, ingest.losses(), clock, config.retention());
    var healthReports = new HealthReports(analyst, store, clock, config.retention());
    var watchers = new Watchers(background, telemetryMetrics);
    var service =
        new TelemetryGrpcService(
            ingest,
            board,
            new QuestionReader(clock, config.retention()),
            analyst,
            healthReports,
            watchers,
            telemetryMetrics,
            clock);
    background.scheduleWithFixedDelay(
        healthReports::makeDue, 1, HEALTH_REPORT_MINUTES, TimeUnit.MINUTES);
    var server =
        OrfeasServer.start(
            "telemetry-service", config.server(), metrics, tracing, List.of(service));
    return new TelemetryServer(server, watchers, background, ingest, store, tracing);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Where callers in this process find it. */
  public String nearTarget() {
    return server.nearTarget();
  }

  /** Waits until the server has ended. */
  public void awaitEnd() {
    server.awaitEnd();
  }

  /** Ends the live streams, then the server, and stores what was counted. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    watchers.close();
    server.close();
    background.shutdownNow();
    ingest.close();
    store.close();
    tracing.close();
  }

  private static ScheduledExecutorService background() {
    return Executors.newScheduledThreadPool(
        BACKGROUND_THREADS,
        task -> {
          Thread thread = new Thread(task, "telemetry-background");
          thread.setDaemon(true);
          return thread;
        });
  }
}
