package io.orfeas.inference;

import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.Devices;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.onnx.ModelMemory;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.run.AdmissionQueue;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Followers;
import io.orfeas.inference.run.JobLog;
import io.orfeas.inference.run.ResultLog;
import io.orfeas.inference.run.Runs;
import io.orfeas.runtime.BoundedExecutor;
import io.orfeas.runtime.Channels;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Peers;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceStub;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inference service, wired and listening. */
public final class InferenceServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(InferenceServer.class);
  private static final int CACHE_CALLS = 256;
  private static final int PUBLISHED_AT_ONCE = 16;
  private static final int PUBLICATIONS_WAITING = 1024;
  private static final int DEADLINE_THREADS = 4;
  private static final int DEADLINES_WAITING = 65_536;
  private static final Duration CACHE_OPEN = Duration.ofSeconds(5);

  private final OrfeasServer server;
  private final Jobs jobs;
  private final AdmissionQueue queue;
  private final Followers followers;
  private final BoundedExecutor publishing;
  private final BoundedExecutor deadlines;
  private final ScheduledExecutorService scheduler;
  private final TelemetryReporter telemetry;
  private final Models models;
  private final ComputeDevice device;
  private final Tracing tracing;
  private final Duration drain;

  private InferenceServer(
      OrfeasServer server,
      Jobs jobs,
      AdmissionQueue queue,
      Followers followers,
      BoundedExecutor publishing,
      BoundedExecutor deadlines,
      ScheduledExecutorService scheduler,
      TelemetryReporter telemetry,
      Models models,
      ComputeDevice device,
      Tracing tracing,
      Duration drain) {
    this.server = server;
    this.jobs = jobs;
    this.queue = queue;
    this.followers = followers;
    this.publishing = publishing;
    this.deadlines = deadlines;
    this.scheduler = scheduler;
    this.telemetry = telemetry;
    this.models = models;
    this.device = device;
    this.tracing = tracing;
    this.drain = drain;
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
    ComputeDevice device = Devices.open(config.device(), Clock.systemUTC());
    logger.info("compute device: {}", device.description());
    Followers followers = new Followers(config.maxFollowers(), metrics, tracing::carry);
    BoundedExecutor publishing =
        new BoundedExecutor("publishing", PUBLISHED_AT_ONCE, PUBLICATIONS_WAITING, metrics);
    BoundedExecutor deadlines =
        new BoundedExecutor("deadlines", DEADLINE_THREADS, DEADLINES_WAITING, metrics);
    ScheduledExecutorService scheduler = scheduler();
    InferenceMetrics counters = new InferenceMetrics(metrics);
    Peers peers = Peers.of(config.server().identity());
    ResultLog log = resultLog(config, peers, metrics, counters, tracing);
    log.connect();
    ArtifactStore artifacts = new ArtifactStore(config.artifactMemoryBytes(), log, metrics);
    AdmissionQueue queue = new AdmissionQueue(config.slots(), config.queueCapacity(), metrics);
    TelemetryReporter telemetry =
        new TelemetryReporter(
            TelemetryServiceGrpc.newStub(
                Channels.open(
                    peers,
                    config.telemetryTarget(),
                    interceptors(metrics, tracing, config.telemetryTarget()),
                    TelemetryServiceStub.class)),
            config.replica(),
            counters,
            tracing.tracer(),
            scheduler);
    GpuMonitor gpus = new GpuMonitor(device, new GpuMetrics(metrics));
    gpus.start(scheduler);
    telemetry.vramFrom(gpus::latest, scheduler);
    Simplifier simplifier = Simplifier.best();
    logger.info(
        "simplifier: {}",
        simplifier.nativeRefusal().map(why -> "java (" + why + ")").orElse("meshoptimizer"));
    GpuMemory memory = GpuMemory.of(device, metrics);
    Models models =
        Models.open(
            config.model(),
            new ModelMemory(
                memory.admission(), device::freeBytes, gpus::memory, device::freeCaches),
            metrics,
            counters);
    ReconstructionPipeline pipeline =
        new ReconstructionPipeline(
            config.imageLimits(),
            models.estimators(),
            simplifier,
            GpuSteps.on(device, memory, new StepMetrics(metrics), counters));
    Runs runs =
        new Runs(
            log,
            queue,
            around.apply(pipeline),
            artifacts,
            new RunTelemetry(counters, telemetry, tracing.tracer()),
            followers,
            tracing.carry(publishing),
            scheduler);
    RequestParser parser = new RequestParser(pipeline, config.imageLimits().maxBytes());
    DeadlineSubscriber.Alarm alarm = alarm(scheduler, deadlines);
    Consumer<RequestOutcome> outcomes = outcomes(counters, telemetry);
    InferenceGrpcService service =
        new InferenceGrpcService(
            parser,
            runs,
            artifacts,
            counters,
            outcomes,
            new GpuStats(gpus, memory::held, models::precision, queue::depth, Clock.systemUTC()),
            alarm);
    Jobs jobs =
        new Jobs(
            config.maxJobs(),
            runs,
            new JobLog(log),
            counters,
            metrics,
            outcomes,
            tracing.carry(publishing),
            alarm);
    JobGrpcService jobService =
        new JobGrpcService(
            parser,
            jobs,
            new JobAnswers(artifacts),
            new ArtifactAnswer(artifacts),
            queue::depth,
            Clock.systemUTC());
    OrfeasServer server =
        OrfeasServer.start(
            "inference", config.server(), metrics, tracing, List.of(service, jobService), more);
    return new InferenceServer(
        server,
        jobs,
        queue,
        followers,
        publishing,
        deadlines,
        scheduler,
        telemetry,
        models,
        device,
        tracing,
        config.server().drainTimeout());
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

  /** Lets calls in flight finish, and ends. */
  @Override
  public void close() {
    server.close();
    jobs.drain(drain);
    queue.close();
    scheduler.shutdownNow();
    telemetry.close();
    followers.close();
    publishing.close();
    deadlines.close();
    models.close();
    device.close();
    tracing.close();
  }

  private static Consumer<RequestOutcome> outcomes(
      InferenceMetrics counters, TelemetryReporter telemetry) {
    return outcome -> {
      counters.request(outcome);
      telemetry.request(outcome);
      OutcomeLog.write(outcome);
    };
  }

  private static ResultLog resultLog(
      InferenceConfig config,
      Peers peers,
      Metrics metrics,
      InferenceMetrics counters,
      Tracing tracing) {
    Channel cache =
        Channels.open(
            peers,
            config.cacheTarget(),
            interceptors(metrics, tracing, config.cacheTarget()),
            CacheServiceStub.class);
    return new ResultLog(
        CacheServiceGrpc.newBlockingStub(cache),
        CacheServiceGrpc.newStub(cache),
        new Guard("cache", CACHE_CALLS, CACHE_OPEN, metrics),
        config.cacheDeadline(),
        config.replica(),
        counters.cacheFailures());
  }

  private static List<ClientInterceptor> interceptors(
      Metrics metrics, Tracing tracing, String target) {
    List<ClientInterceptor> interceptors = new ArrayList<>(List.of(metrics.grpcClient()));
    // The last one is called first: metrics are counted in the trace of the call.
    tracing.grpcClient(target).ifPresent(interceptors::add);
    return interceptors;
  }

  private static ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, work -> daemon(work, "orfeas-heartbeat"));
    // Or the deadlines of calls long answered would stay until they come.
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }

  /** The scheduler only keeps the time: what it rings for may block. */
  private static DeadlineSubscriber.Alarm alarm(
      ScheduledExecutorService scheduler, Executor executor) {
    return (delay, ring) -> {
      ScheduledFuture<?> set =
          scheduler.schedule(() -> executor.execute(ring), delay.toMillis(), TimeUnit.MILLISECONDS);
      return () -> set.cancel(false);
    };
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
