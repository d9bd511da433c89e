package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.run.AdmissionQueue;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.FakeCacheService;
import io.orfeas.inference.run.Followers;
import io.orfeas.inference.run.JobLog;
import io.orfeas.inference.run.RecordingObserver;
import io.orfeas.inference.run.ResultLog;
import io.orfeas.inference.run.Runs;
import io.orfeas.inference.run.ScriptedReconstruction;
import io.orfeas.inference.v1.BatchSubmitJobsRequest;
import io.orfeas.inference.v1.DownloadJobRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetJobHealthRequest;
import io.orfeas.inference.v1.GetJobRequest;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceBlockingStub;
import io.orfeas.inference.v1.SubmittedJob;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobServiceTest {
  private static final int LIMIT = 2;

  private final FakeCacheService cache = new FakeCacheService();
  private final ScriptedReconstruction engine = new ScriptedReconstruction();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<RequestOutcome> outcomes = new CopyOnWriteArrayList<>();
  private ManagedChannel cacheChannel;
  private JobServiceBlockingStub jobs;
  private JobServiceBlockingStub otherReplica;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    Server server = InProcessServerBuilder.forName(name).addService(cache).build().start();
    cacheChannel = InProcessChannelBuilder.forName(name).build();
    open.add(server::shutdownNow);
    open.add(cacheChannel::shutdownNow);
    jobs = replica();
    otherReplica = replica();
  }

  @AfterEach
  void stop() throws Exception {
    engine.open();
    for (AutoCloseable each : open) {
      each.close();
    }
    scheduler.shutdownNow();
    executor.shutdownNow();
  }

  @Test
  void submit_nobodyWaits_isDoneAndFoundOnAnyReplica() {
    Job submitted = jobs.submitJob(picture(1));
    engine.open();

    Job done = await(otherReplica, submitted.getId(), job -> job.getStatus().equals("complete"));

    assertThat(submitted.getStatus()).isEqualTo("queued");
    assertThat(done.getStage()).isEqualTo("completed");
    assertThat(done.getProgress()).isEqualTo(100);
    assertThat(done.getData().getFaces()).isEqualTo(1);
    assertThat(submitted.getMaskConfidence()).isZero();
    assertThat(done.getMaskConfidence()).isEqualTo(1);
    assertThat(download(otherReplica, done.getId())).isEqualTo(ByteString.copyFrom(new byte[] {3}));
  }

  @Test
  void status_whileItRuns_saysHowFarItIs() {
    String id = jobs.submitJob(picture(1)).getId();
    engine.permits.release(2);

    for (JobServiceBlockingStub replica : List.of(jobs, otherReplica)) {
      Job job = await(replica, id, found -> found.getStage().equals("voxel_preview"));
      assertThat(job.getStatus()).isEqualTo("processing");
      assertThat(job.getProgress()).isEqualTo(25);
    }
  }

  @Test
  void download_notFinished_isAborted() {
    String id = jobs.submitJob(picture(1)).getId();

    assertRefused(() -> download(jobs, id), Code.ABORTED, "JOB_NOT_FINISHED");
    assertRefused(() -> download(otherReplica, id), Code.ABORTED, "JOB_NOT_FINISHED");
    assertThatThrownBy(() -> download(jobs, id))
        .extracting(StatusProto::fromThrowable)
        .satisfies(
            status ->
                assertThat(status.getDetailsList())
                    .as("says when to ask again")
                    .anyMatch(detail -> detail.is(RetryInfo.class)));
  }

  @Test
  void failed_laterOn_tellsItsErrorOnAnyReplica() {
    engine.failure =
        new ImageRejectedException(ImageRejectedException.Reason.NO_FOREGROUND, "image: nothing");
    String id = jobs.submitJob(picture(1)).getId();
    engine.open();

    for (JobServiceBlockingStub replica : List.of(jobs, otherReplica)) {
      Job job = await(replica, id, found -> found.getStatus().equals("error"));
      assertThat(job.getStage()).isEqualTo("failed");
      assertThat(job.getError().getMessage()).isEqualTo("image: nothing");
      assertRefused(() -> download(replica, id), Code.FAILED_PRECONDITION, "NO_FOREGROUND");
    }
  }

  @Test
  void failed_thenHandedInAgain_isThatOfTheNewRun() {
    engine.failure = new IllegalStateException("broken");
    String id = jobs.submitJob(picture(1)).getId();
    engine.open();
    await(otherReplica, id, job -> job.getStatus().equals("error"));
    engine.failure = null;
    // The note is written before the place is given back.
    awaitIdle(jobs);

    assertThat(jobs.submitJob(picture(1)).getId()).isEqualTo(id);

    Job done = await(otherReplica, id, job -> job.getStatus().equals("complete"));
    assertThat(done.hasError()).isFalse();
  }

  @Test
  void submit_again_isTheSameJobAndTakesNoPlace() {
    String id = jobs.submitJob(picture(1)).getId();
    for (int i = 0; i < 2 * LIMIT; i++) {
      assertThat(jobs.submitJob(picture(1)).getId()).isEqualTo(id);
    }

    engine.open();
    await(jobs, id, job -> job.getStatus().equals("complete"));
    assertThat(jobs.submitJob(picture(1)).getStatus()).isEqualTo("complete");
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void submit_moreThanTheReplicaFollows_isRefusedUntilOneEnds() {
    String first = jobs.submitJob(picture(1)).getId();
    jobs.submitJob(picture(2));

    assertRefused(() -> jobs.submitJob(picture(3)), Code.RESOURCE_EXHAUSTED, "TOO_MANY_JOBS");
    assertThat(jobs.getJobHealth(GetJobHealthRequest.getDefaultInstance()).getStatus())
        .isEqualTo("busy");

    engine.open();
    await(jobs, first, job -> job.getStatus().equals("complete"));
    awaitIdle(jobs);
    assertThat(jobs.submitJob(picture(3)).getId()).hasSize(64);
  }

  @Test
  void submit_logAway_isRefused() {
    cache.down(true);

    assertRefused(() -> jobs.submitJob(picture(1)), Code.UNAVAILABLE, "LOG_UNREACHABLE");
    assertRefused(() -> get(jobs, "ab".repeat(32)), Code.UNAVAILABLE, "LOG_UNREACHABLE");
    assertThat(jobs.getJobHealth(GetJobHealthRequest.getDefaultInstance()).getRunningJobs())
        .isZero();
  }

  @Test
  void submit_digestThatNobodyKnows_wantsThePicture() {
    GenerateRequest request = GenerateRequest.newBuilder().setImageSha256("ab".repeat(32)).build();

    assertRefused(() -> jobs.submitJob(request), Code.FAILED_PRECONDITION, "IMAGE_REQUIRED");
  }

  @Test
  void submit_whatNoJobHas_isRefusedAndCounted() {
    for (GenerateRequest request :
        List.of(
            picture(1).toBuilder().setDoNotCache(true).build(),
            picture(1).toBuilder().setInlineArtifacts(true).build(),
            picture(1).toBuilder()
                .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                .build())) {
      assertRefused(() -> jobs.submitJob(request), Code.INVALID_ARGUMENT, "INVALID_PARAMETER");
    }
    assertThat(outcomes)
        .extracting(outcome -> outcome.cache() + " " + outcome.outcome())
        .containsExactly("none rejected", "none rejected", "none rejected");
  }

  @Test
  void batch_eachIsTakenOrRefusedByItself() {
    List<SubmittedJob> results =
        jobs.batchSubmitJobs(
                BatchSubmitJobsRequest.newBuilder()
                    .addRequests(picture(1))
                    .addRequests(picture(2).toBuilder().setQuality(11))
                    .addRequests(picture(2))
                    .addRequests(picture(3))
                    .build())
            .getResultsList();

    assertThat(results).hasSize(4);
    assertThat(results.get(0).getJob().getStatus()).isEqualTo("queued");
    assertThat(results.get(1).getError().getMessage()).startsWith("quality: 11");
    assertThat(results.get(2).hasJob()).isTrue();
    assertThat(results.get(3).getError().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
  }

  @Test
  void batch_noneOrTooMany_isRefused() {
    BatchSubmitJobsRequest.Builder many = BatchSubmitJobsRequest.newBuilder();
    for (int i = 0; i < 9; i++) {
      many.addRequests(picture(i));
    }

    for (BatchSubmitJobsRequest wrong :
        List.of(BatchSubmitJobsRequest.getDefaultInstance(), many.build())) {
      assertRefused(() -> jobs.batchSubmitJobs(wrong), Code.INVALID_ARGUMENT, "INVALID_PARAMETER");
    }
  }

  @Test
  void unknownAndMalformedIds_areRefused() {
    String unknown = "cd".repeat(32);
    assertRefused(() -> get(jobs, unknown), Code.NOT_FOUND, "JOB_UNKNOWN");
    assertRefused(() -> download(jobs, unknown), Code.NOT_FOUND, "JOB_UNKNOWN");
    assertRefused(() -> get(jobs, "../x"), Code.INVALID_ARGUMENT, "INVALID_PARAMETER");
    assertRefused(() -> download(jobs, "x"), Code.INVALID_ARGUMENT, "INVALID_PARAMETER");
  }

  private JobServiceBlockingStub replica() throws IOException {
    Metrics metrics = new Metrics();
    ResultLog log =
        new ResultLog(
            CacheServiceGrpc.newBlockingStub(cacheChannel),
            CacheServiceGrpc.newStub(cacheChannel),
            new Guard("cache", 64, Duration.ofSeconds(1), metrics),
            Duration.ofSeconds(20),
            "test",
            metrics.counter("failures_total", "test", "operation"));
    ArtifactStore artifacts = new ArtifactStore(1 << 20, log, metrics);
    Followers followers = new Followers(8, metrics, threads -> threads);
    AdmissionQueue queue = new AdmissionQueue(2, 8, metrics);
    Runs runs =
        new Runs(
            log, queue, engine, artifacts, new RecordingObserver(), followers, executor, scheduler);
    InferenceMetrics counters = new InferenceMetrics(metrics);
    Jobs all =
        new Jobs(
            LIMIT,
            runs,
            new JobLog(log),
            counters,
            metrics,
            outcome -> {},
            executor,
            (delay, ring) -> {
              var set = scheduler.schedule(ring, delay.toMillis(), TimeUnit.MILLISECONDS);
              return () -> set.cancel(false);
            });
    JobGrpcService service =
        new JobGrpcService(
            new RequestParser(
                ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best()),
                1 << 20,
                new PictureDigests(1 << 20)),
            all,
            new JobAnswers(artifacts),
            new ArtifactAnswer(artifacts::get, counters),
            queue::depth,
            outcomes::add,
            InstantSource.system());
    String name = InProcessServerBuilder.generateName();
    Server server = InProcessServerBuilder.forName(name).addService(service).build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    open.add(0, queue);
    open.add(1, followers);
    open.add(channel::shutdownNow);
    open.add(server::shutdownNow);
    return JobServiceGrpc.newBlockingStub(channel);
  }

  private static GenerateRequest picture(int which) {
    return GenerateRequest.newBuilder()
        .setImage(
            HttpBody.newBuilder().setData(ByteString.copyFrom(new byte[] {(byte) (which + 1)})))
        .build();
  }

  private static Job get(JobServiceBlockingStub replica, String id) {
    return replica.getJob(GetJobRequest.newBuilder().setId(id).build());
  }

  private static ByteString download(JobServiceBlockingStub replica, String id) {
    ByteString bytes = ByteString.EMPTY;
    var pieces = replica.downloadJob(DownloadJobRequest.newBuilder().setId(id).build());
    while (pieces.hasNext()) {
      bytes = bytes.concat(pieces.next().getData());
    }
    return bytes;
  }

  /** Asks until the job is as wanted. Between a failure and its note, nothing is known of it. */
  private static Job await(JobServiceBlockingStub replica, String id, Predicate<Job> wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Job last = Job.getDefaultInstance();
    while (System.nanoTime() < end) {
      try {
        last = get(replica, id);
      } catch (StatusRuntimeException unknown) {
        assertThat(unknown.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        continue;
      }
      if (wanted.test(last)) {
        return last;
      }
    }
    throw new AssertionError("job: " + last);
  }

  /** Asks until nothing runs. */
  private static void awaitIdle(JobServiceBlockingStub replica) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (replica.getJobHealth(GetJobHealthRequest.getDefaultInstance()).getRunningJobs() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  private static void assertRefused(Runnable call, Code code, String reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode()).as(thrown.toString()).isEqualTo(code);
              assertThat(reason(thrown)).isEqualTo(reason);
            });
  }

  private static String reason(StatusRuntimeException thrown) {
    try {
      return StatusProto.fromThrowable(thrown).getDetails(0).unpack(ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException damaged) {
      throw new AssertionError(damaged);
    }
  }
}
