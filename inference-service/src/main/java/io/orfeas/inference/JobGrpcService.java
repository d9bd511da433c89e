package io.orfeas.inference;

import com.google.api.HttpBody;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.JobProgress;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.v1.BatchSubmitJobsRequest;
import io.orfeas.inference.v1.BatchSubmitJobsResponse;
import io.orfeas.inference.v1.DownloadJobRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.GetJobHealthRequest;
import io.orfeas.inference.v1.GetJobHealthResponse;
import io.orfeas.inference.v1.GetJobRequest;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceImplBase;
import io.orfeas.inference.v1.SubmittedJob;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The gRPC face of {@link Jobs}. */
final class JobGrpcService extends JobServiceImplBase {
  /** Jobs in a batch; as many as the proto's {@code generations} charges for. */
  private static final int MAX_BATCH = 8;

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final RequestParser parser;
  private final Jobs jobs;
  private final JobAnswers answers;
  private final ArtifactAnswer artifacts;
  private final IntSupplier queue;
  private final Consumer<RequestOutcome> outcomes;
  private final InstantSource clock;

  /**
   * A service.
   *
   * @param queue computations that wait for a thread
   * @param outcomes told of requests that cannot be read
   */
  JobGrpcService(
      RequestParser parser,
      Jobs jobs,
      JobAnswers answers,
      ArtifactAnswer artifacts,
      IntSupplier queue,
      Consumer<RequestOutcome> outcomes,
      InstantSource clock) {
    this.parser = parser;
    this.jobs = jobs;
    this.answers = answers;
    this.artifacts = artifacts;
    this.queue = queue;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  @Override
  public void submitJob(GenerateRequest request, StreamObserver<Job> call) {
    Refusals.answering(call, () -> answer(call, submit(request)));
  }

  @Override
  public void batchSubmitJobs(
      BatchSubmitJobsRequest request, StreamObserver<BatchSubmitJobsResponse> call) {
    Refusals.answering(
        call,
        () -> {
          int count = request.getRequestsCount();
          Violations wrong = new Violations();
          wrong.range("requests", count, 1, MAX_BATCH);
          wrong.refuse();
          BatchSubmitJobsResponse.Builder response = BatchSubmitJobsResponse.newBuilder();
          request.getRequestsList().forEach(each -> response.addResults(tried(each)));
          answer(call, response.build());
        });
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<Job> call) {
    Refusals.answering(
        call,
        () -> {
          String id = RequestParser.sha256("id", request.getId());
          answer(call, answers.of(id, known(id), AnswerOptions.DEFAULT));
        });
  }

  @Override
  public void downloadJob(DownloadJobRequest request, StreamObserver<HttpBody> stream) {
    Refusals.answering(stream, () -> artifacts.send(artifact(request), stream));
  }

  @Override
  public void getJobHealth(GetJobHealthRequest request, StreamObserver<GetJobHealthResponse> call) {
    int running = jobs.count();
    answer(
        call,
        GetJobHealthResponse.newBuilder()
            .setStatus(running < jobs.limit() ? "ready" : "busy")
            .setRunningJobs(running)
            .setMaxJobs(jobs.limit())
            .setQueueDepth(queue.getAsInt())
            .setTime(ProtoTime.of(clock.instant()))
            .build());
  }

  private Job submit(GenerateRequest request) {
    AnswerOptions answer = Refusals.reading(outcomes, () -> answerOptions(request));
    RunRequest run = Refusals.reading(outcomes, () -> parser.run(request, Jobs.LONGEST));
    return answers.of(run.key(), jobs.submit(run), answer);
  }

  private static AnswerOptions answerOptions(GenerateRequest request) {
    refuseWhatNoJobHas(request);
    return RequestParser.answer(request);
  }

  private SubmittedJob tried(GenerateRequest request) {
    try {
      return SubmittedJob.newBuilder().setJob(submit(request)).build();
    } catch (RuntimeException refusal) {
      return SubmittedJob.newBuilder()
          .setError(StatusProto.fromThrowable(Refusals.noted(refusal)))
          .build();
    }
  }

  private GetArtifactRequest artifact(DownloadJobRequest request) {
    String id = RequestParser.sha256("id", request.getId());
    JobProgress progress = known(id);
    if (progress.failure() != null) {
      throw StatusProto.toStatusRuntimeException(progress.failure());
    }
    if (!progress.isComplete() || progress.last() == null) {
      throw Failure.tooEarly(
          "JOB_NOT_FINISHED", "job: " + id + " is not done (expected: one that is)", ASK_AGAIN);
    }
    GetArtifactRequest.Builder artifact =
        GetArtifactRequest.newBuilder()
            .setSha256(progress.last().getData().getArtifact().getDigest().getSha256())
            .setFormat(request.getFormat())
            .setOriginAt(request.getOriginAt())
            .setUnits(request.getUnits())
            .setUpAxis(request.getUpAxis())
            .setCompression(request.getCompression())
            .setOffsetBytes(request.getOffsetBytes());
    return request.hasHeightM()
        ? artifact.setHeightM(request.getHeightM()).build()
        : artifact.build();
  }

  private JobProgress known(String id) {
    Optional<JobProgress> progress = jobs.find(id);
    return progress.orElseThrow(
        () ->
            Failure.of(
                Code.NOT_FOUND,
                "JOB_UNKNOWN",
                "job: " + id + " (expected: one that was handed in and is still kept)"));
  }

  private static void refuseWhatNoJobHas(GenerateRequest request) {
    Violations wrong = new Violations();
    if (request.getDoNotCache()) {
      wrong.add("do_not_cache", "true", "false, for the log keeps the job");
    }
    if (request.getInlineArtifacts()) {
      wrong.add("inline_artifacts", "true", "false, for the mesh is downloaded");
    }
    if (request.hasTimeout()) {
      wrong.add("timeout", ProtoTime.toDuration(request.getTimeout()).toString(), "none");
    }
    wrong.refuse();
  }

  private static <T> void answer(StreamObserver<T> call, T message) {
    call.onNext(message);
    call.onCompleted();
  }
}
