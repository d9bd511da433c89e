package io.orfeas.inference;

import com.linecorp.armeria.server.ServerBuilder;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.run.AdmissionQueue;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Followers;
import io.orfeas.inference.run.JobLog;
import io.orfeas.inference.run.ResultLog;
import io.orfeas.inference.run.Runs;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The inference service, wired and listening. */
public final class InferenceServer implements AutoCloseable {
  private final OrfeasServer server;
  private final Jobs jobs;
  private final Duration patience;
  private final List<Runnable> ending;

  /**
   * A running service.
   *
   * @param patience how long calls and jobs may go on when it ends
   * @param ending what ends the rest of it, in this order
   */
  private InferenceServer(
      OrfeasServer server, Jobs jobs, Duration patience, List<Runnable> ending) {
    this.server = server;
    this.jobs = jobs;
    this.patience = patience;
    this.ending = ending;
  }

  /** Starts the service, untraced, and waits until it listens. */
  public static InferenceServer start(InferenceConfig config, Metrics metrics) {
    return start(config, metrics, Tracing.off());
  }

  /**
   * Starts the service and waits until it listens.
   *
   * @param tracing of its calls and runs; closed along with the service
   */
  public static InferenceServer start(InferenceConfig config, Metrics metrics, Tracing tracing) {
    return start(config, metrics, tracing, server -> {});
  }

  /**
   * Starts the service with something before it.
   *
   * @param more adds decorators to its server, for example who may call it
   */
  public static InferenceServer start(
      InferenceConfig config, Metrics metrics, Tracing tracing, Consumer<ServerBuilder> more) {
    return start(config, metrics, tracing, more, UnaryOperator.identity());
  }

  /**
   * Starts the service with something around what it computes.
   *
   * @param more as above
   * @param around wraps what makes the meshes, for example in faults
   */
  public static InferenceServer start(
      InferenceConfig config,
      Metrics metrics,
      Tracing tracing,
      Consumer<ServerBuilder> more,
      UnaryOperator<Reconstruction> around) {
    InferenceMetrics counters = new InferenceMetrics(metrics);
    Workers workers = new Workers(metrics, tracing);
    Compute compute = Compute.open(config, metrics, counters, workers.scheduler());
    Neighbours neighbours = new Neighbours(config, metrics, tracing);
    ResultLog log = neighbours.cache(counters.cacheFailures());
    log.connect();
    workers.everySecond(log::lookAfterWatches);
    TelemetryReporter telemetry =
        new TelemetryReporter(
            neighbours.telemetry(),
            config.replica(),
            counters,
            tracing.tracer(),
            workers.scheduler());
    telemetry.vramFrom(compute::gpus, compute::reservedBytes, workers.scheduler());
    ArtifactStore artifacts = new ArtifactStore(config.artifactMemoryBytes(), log, metrics);
    AdmissionQueue queue = new AdmissionQueue(config.slots(), config.queueCapacity(), metrics);
    Followers followers = new Followers(config.maxFollowers(), metrics, tracing::carry);
    Runs runs =
        new Runs(
            log,
            queue,
            around.apply(compute.pipeline()),
            artifacts,
            new RunTelemetry(counters, telemetry, tracing.tracer()),
            followers,
            workers.publishing(),
            workers.scheduler());
    PictureDigests digests = new PictureDigests(config.pictureMemoryBytes());
    metrics.gauge(
        "orfeas_picture_memory_bytes",
        "Bytes of pictures kept in memory by the inference service, to know them again.",
        digests::bytes);
    RequestParser parser =
        new RequestParser(compute.pipeline(), config.imageLimits().maxBytes(), digests);
    Consumer<RequestOutcome> outcomes = outcomes(counters, telemetry);
    InferenceGrpcService service =
        new InferenceGrpcService(
            parser,
            runs,
            artifacts,
            counters,
            outcomes,
            compute.stats(queue::depth),
            workers::alarm);
    Jobs jobs =
        new Jobs(
            config.maxJobs(),
            runs,
            new JobLog(log),
            counters,
            metrics,
            outcomes,
            workers.publishing(),
            workers::alarm);
    JobGrpcService jobService =
        new JobGrpcService(
            parser,
            jobs,
            new JobAnswers(artifacts),
            new ArtifactAnswer(artifacts::get, counters),
            queue::depth,
            outcomes,
            Clock.systemUTC());
    OrfeasServer server =
        OrfeasServer.start(
            "inference", config.server(), metrics, tracing, List.of(service, jobService), more);
    return new InferenceServer(
        server,
        jobs,
        config.server().drainTimeout(),
        List.of(
            queue::close,
            workers::stopClock,
            telemetry::close,
            followers::close,
            workers::close,
            compute::close,
            tracing::close));
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

  /** Lets calls and jobs in flight finish, both within one drain time, and ends. */
  @Override
  public void close() {
    long start = System.nanoTime();
    server.close();
    jobs.drain(patience.minusNanos(System.nanoTime() - start));
    ending.forEach(Runnable::run);
  }

  private static Consumer<RequestOutcome> outcomes(
      InferenceMetrics counters, TelemetryReporter telemetry) {
    return outcome -> {
      counters.request(outcome);
      telemetry.request(outcome);
      OutcomeLog.write(outcome);
    };
  }
}
