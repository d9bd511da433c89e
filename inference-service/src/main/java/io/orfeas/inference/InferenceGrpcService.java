package io.orfeas.inference;

import com.google.api.HttpBody;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.ResumeToken;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Runs;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.GetGpuReportRequest;
import io.orfeas.inference.v1.GetGpuReportResponse;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.inference.v1.ResumeResponse;
import io.orfeas.runtime.CallContext;
import io.orfeas.runtime.Departure;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The gRPC face of the inference service: checks requests, and hands them to {@link Runs}. */
final class InferenceGrpcService extends InferenceServiceImplBase {
  private final RequestParser parser;
  private final Runs runs;
  private final ArtifactStore artifacts;
  private final InferenceMetrics metrics;
  private final ArtifactAnswer artifactAnswer;
  private final Consumer<RequestOutcome> outcomes;
  private final GpuStats gpu;
  private final DeadlineSubscriber.Alarm alarm;

  InferenceGrpcService(
      RequestParser parser,
      Runs runs,
      ArtifactStore artifacts,
      InferenceMetrics metrics,
      Consumer<RequestOutcome> outcomes,
      GpuStats gpu,
      DeadlineSubscriber.Alarm alarm) {
    this.parser = parser;
    this.runs = runs;
    this.artifacts = artifacts;
    this.metrics = metrics;
    this.outcomes = outcomes;
    artifactAnswer = new ArtifactAnswer(artifacts::get, metrics);
    this.gpu = gpu;
    this.alarm = alarm;
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
    Departure departure = Departure.of(stream);
    Refusals.answering(
        stream,
        () -> {
          RunRequest run = read(() -> parser.run(request, CallContext.remaining()));
          AnswerOptions answer = read(() -> RequestParser.answer(request));
          EventWriter writer = new EventWriter(answer, artifacts);
          generate(run, new StreamSubscriber(stream, paced(stream), writer, run.key()), departure);
        });
  }

  @Override
  public void generateMesh(GenerateRequest request, StreamObserver<HttpBody> call) {
    Departure departure = Departure.of(call);
    Refusals.answering(
        call,
        () -> {
          String types = CallContext.accept().orElse("");
          Optional<String> file = read(() -> MeshMediaTypes.accepted(types, request.getFormat()));
          GenerateRequest wanted =
              file.map(format -> request.toBuilder().setFormat(format).build()).orElse(request);
          RunRequest run = read(() -> parser.run(wanted, CallContext.remaining()));
          AnswerOptions answer = read(() -> RequestParser.answer(wanted));
          MeshBodyWriter writer =
              new MeshBodyWriter(artifacts, answer, file.isPresent(), CallContext.answerHeaders());
          generate(run, new FinalSubscriber(call, writer), departure);
        });
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<ResumeResponse> stream) {
    Departure departure = Departure.of(stream);
    Refusals.answering(
        stream,
        () -> {
          ResumeToken token = read(() -> ResumeToken.parse(request.getResumeToken()));
          AnswerOptions answer = read(() -> RequestParser.answer(request));
          EventWriter writer = new EventWriter(answer, artifacts);
          StreamSubscriber subscriber =
              new StreamSubscriber(new ResumeStream(stream), paced(stream), writer, token.key());
          resume(token, subscriber, departure);
        });
  }

  @Override
  public void getArtifact(GetArtifactRequest request, StreamObserver<HttpBody> stream) {
    Refusals.answering(stream, () -> artifactAnswer.send(request, stream));
  }

  @Override
  public void getGpuStats(GetGpuStatsRequest request, StreamObserver<GetGpuStatsResponse> call) {
    call.onNext(gpu.stats());
    call.onCompleted();
  }

  @Override
  public void getGpuReport(GetGpuReportRequest request, StreamObserver<GetGpuReportResponse> call) {
    call.onNext(gpu.report());
    call.onCompleted();
  }

  private void generate(RunRequest run, Subscriber subscriber, Departure departure) {
    ObservedSubscriber observed = new ObservedSubscriber(subscriber, run, metrics, outcomes);
    DeadlineSubscriber punctual = new DeadlineSubscriber(observed, run.remaining(), alarm);
    Runnable leave = runs.generate(run, punctual);
    punctual.start(leave);
    departure.then(
        () -> {
          leave.run();
          punctual.left();
          observed.left();
        });
  }

  private void resume(ResumeToken token, Subscriber subscriber, Departure departure) {
    ObservedSubscriber observed =
        ObservedSubscriber.resuming(subscriber, token.key(), metrics, outcomes);
    Runnable leave = runs.resume(token.key(), observed, token.sequence());
    departure.then(
        () -> {
          leave.run();
          observed.left();
        });
  }

  private <T> T read(Supplier<T> request) {
    return Refusals.reading(outcomes, request);
  }

  /** A server's streams are all of this kind. */
  private static ServerCallStreamObserver<?> paced(StreamObserver<?> stream) {
    return (ServerCallStreamObserver<?>) stream;
  }
}
