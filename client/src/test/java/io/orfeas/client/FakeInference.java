package io.orfeas.client;

import com.google.api.HttpBody;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.artifact.v1.Artifact;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.inference.v1.ResumeResponse;
import io.orfeas.inference.v1.StageData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A server whose failures a test decides: each call takes the next one from a list. */
final class FakeInference extends InferenceServiceImplBase {
  static final byte[] MESH = mesh();
  static final List<GenerateResponse> EVENTS = events();

  private static final int PIECE = 1000;

  /**
   * What calls did, in order: {@code generate}, {@code upload}, {@code resume 3}, {@code get 0}.
   */
  final List<String> calls = new ArrayList<>();

  private final Deque<Trouble> troubles = new ArrayDeque<>();
  private boolean known = true;
  private boolean resumable = true;
  private byte[] mesh = MESH;

  /**
   * How a call goes wrong.
   *
   * @param after messages sent before
   * @param failure what it ends with; null ends it as if all was well
   */
  record Trouble(int after, StatusRuntimeException failure) {}

  /** The next call to begin goes wrong like this. */
  synchronized FakeInference trouble(int after, StatusRuntimeException failure) {
    troubles.add(new Trouble(after, failure));
    return this;
  }

  /** Whether the digest of the picture is enough. */
  synchronized void known(boolean isKnown) {
    known = isKnown;
  }

  /** Whether the run is still in the log. */
  synchronized void resumable(boolean isResumable) {
    resumable = isResumable;
  }

  /** What is served instead of the mesh. */
  synchronized void serve(byte[] other) {
    mesh = other;
  }

  @Override
  public synchronized void generate(
      GenerateRequest request, StreamObserver<GenerateResponse> stream) {
    boolean upload = request.hasImage();
    calls.add(upload ? "upload" : "generate");
    if (upload || known) {
      known = true;
      send(EVENTS, stream, stream::onNext);
    } else {
      stream.onError(refusal(Code.FAILED_PRECONDITION, "IMAGE_REQUIRED"));
    }
  }

  @Override
  public synchronized void resume(ResumeRequest request, StreamObserver<ResumeResponse> stream) {
    int seen = Integer.parseInt(request.getResumeToken());
    calls.add("resume " + seen);
    if (resumable) {
      send(
          EVENTS.subList(seen, EVENTS.size()),
          stream,
          event -> stream.onNext(ResumeResponse.newBuilder().setEvent(event).build()));
    } else {
      stream.onError(refusal(Code.NOT_FOUND, "RUN_UNKNOWN"));
    }
  }

  @Override
  public synchronized void getArtifact(
      GetArtifactRequest request, StreamObserver<HttpBody> stream) {
    calls.add("get " + request.getOffsetBytes() + request.getFormat());
    List<HttpBody> pieces = new ArrayList<>();
    for (int at = (int) request.getOffsetBytes(); at < mesh.length; at += PIECE) {
      ByteString piece = ByteString.copyFrom(mesh, at, Math.min(PIECE, mesh.length - at));
      pieces.add(HttpBody.newBuilder().setData(piece).build());
    }
    send(pieces, stream, stream::onNext);
  }

  /** A refusal as the service words it. */
  static StatusRuntimeException refusal(Code code, String reason) {
    return failure(code, Any.pack(ErrorInfo.newBuilder().setReason(reason).build()));
  }

  /** A refusal with a delay after which to come again. */
  static StatusRuntimeException busy(long millis) {
    Duration delay =
        Duration.newBuilder()
            .setSeconds(millis / 1000)
            .setNanos((int) (millis % 1000) * 1_000_000)
            .build();
    return failure(
        Code.RESOURCE_EXHAUSTED, Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
  }

  static StatusRuntimeException lost() {
    return Status.UNAVAILABLE.withDescription("cut").asRuntimeException();
  }

  private <T> void send(List<T> messages, StreamObserver<?> stream, Consumer<T> sender) {
    Trouble trouble = troubles.poll();
    int count = trouble == null ? messages.size() : Math.min(trouble.after(), messages.size());
    messages.subList(0, count).forEach(sender);
    if (trouble == null || trouble.failure() == null) {
      stream.onCompleted();
    } else {
      stream.onError(trouble.failure());
    }
  }

  private static StatusRuntimeException failure(Code code, Any detail) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder().setCode(code.value()).addDetails(detail).build());
  }

  private static byte[] mesh() {
    byte[] bytes = new byte[10_500];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static List<GenerateResponse> events() {
    Artifact artifact =
        Artifact.newBuilder()
            .setDigest(
                Digest.newBuilder().setSha256(Sha256.of(MESH)).setSizeBytes(MESH.length).build())
            .build();
    List<String> stages =
        List.of(
            "accepted",
            "voxel_preview",
            "rough_mesh",
            "refined_mesh",
            "final_optimized",
            "completed");
    List<GenerateResponse> events = new ArrayList<>();
    for (String stage : stages) {
      int sequence = events.size() + 1;
      events.add(
          GenerateResponse.newBuilder()
              .setSequence(sequence)
              .setStage(stage)
              .setData(StageData.newBuilder().setArtifact(artifact))
              .setResumeToken(Integer.toString(sequence))
              .build());
    }
    return List.copyOf(events);
  }
}
