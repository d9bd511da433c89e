package io.orfeas.inference;

import com.google.api.HttpBody;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.format.Export;
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
import io.orfeas.runtime.StatusMapper;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC face of the inference service: checks requests, and hands them to {@link Runs}. */
final class InferenceGrpcService extends InferenceServiceImplBase {
  private static final Logger logger = LoggerFactory.getLogger(InferenceGrpcService.class);

  private final RequestParser parser;
  private final Runs runs;
  private final ArtifactStore artifacts;
  private final InferenceMetrics metrics;
  private final TelemetryReporter telemetry;
  private final GpuStats gpu;
  private final DeadlineSubscriber.Alarm alarm;

  InferenceGrpcService(
      RequestParser parser,
      Runs runs,
      ArtifactStore artifacts,
      InferenceMetrics metrics,
      TelemetryReporter telemetry,
      GpuStats gpu,
      DeadlineSubscriber.Alarm alarm) {
    this.parser = parser;
    this.runs = runs;
    this.artifacts = artifacts;
    this.metrics = metrics;
    this.telemetry = telemetry;
    this.gpu = gpu;
    this.alarm = alarm;
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
    Departure departure = Departure.of(stream);
    answering(
        stream,
        () -> {
          RunRequest run = parser.run(request, CallContext.remaining());
          EventWriter writer = new EventWriter(RequestParser.answer(request), artifacts);
          generate(run, new StreamSubscriber(stream, paced(stream), writer, run.key()), departure);
        });
  }

  @Override
  public void generateMesh(GenerateRequest request, StreamObserver<HttpBody> call) {
    Departure departure = Departure.of(call);
    answering(
        call,
        () -> {
          Optional<String> file =
              MeshMediaTypes.accepted(CallContext.accept().orElse(""), request.getFormat());
          GenerateRequest wanted =
              file.map(format -> request.toBuilder().setFormat(format).build()).orElse(request);
          RunRequest run = parser.run(wanted, CallContext.remaining());
          AnswerOptions answer = RequestParser.answer(wanted);
          MeshBodyWriter writer = new MeshBodyWriter(artifacts, answer, file.isPresent());
          generate(run, new FinalSubscriber(call, writer), departure);
        });
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<ResumeResponse> stream) {
    Departure departure = Departure.of(stream);
    answering(
        stream,
        () -> {
          ResumeToken token = ResumeToken.parse(request.getResumeToken());
          EventWriter writer = new EventWriter(RequestParser.answer(request), artifacts);
          Subscriber subscriber =
              new StreamSubscriber(new ResumeStream(stream), paced(stream), writer, token.key());
          departure.then(runs.resume(token.key(), subscriber, token.sequence()));
        });
  }

  @Override
  public void getArtifact(GetArtifactRequest request, StreamObserver<HttpBody> stream) {
    answering(
        stream,
        () -> {
          String sha256 = RequestParser.sha256("sha256", request.getSha256());
          Export export = RequestParser.export(request);
          byte[] bytes = artifacts.get(sha256, export);
          int offset = RequestParser.offset(request.getOffsetBytes(), bytes.length);
          new BodyStream(
                  (ServerCallStreamObserver<HttpBody>) stream,
                  export.format().mediaType(),
                  bytes,
                  offset)
              .start();
        });
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
    ObservedSubscriber observed = new ObservedSubscriber(subscriber, run, metrics, this::ended);
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

  private void ended(RequestOutcome outcome) {
    metrics.request(outcome);
    telemetry.request(outcome);
    OutcomeLog.write(outcome);
  }

  /** A server's streams are all of this kind. */
  private static ServerCallStreamObserver<?> paced(StreamObserver<?> stream) {
    return (ServerCallStreamObserver<?>) stream;
  }

  private static void answering(StreamObserver<?> call, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException refusal) {
      if (StatusMapper.isUnforeseen(refusal)) {
        logger.error("request failed unexpectedly", refusal);
      }
      StatusRuntimeException answer = StatusMapper.toException(refusal);
      OutcomeLog.refused(answer.getStatus().getCode(), answer.getStatus().getDescription());
      call.onError(answer);
    }
  }
}
