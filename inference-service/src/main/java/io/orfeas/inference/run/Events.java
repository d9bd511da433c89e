package io.orfeas.inference.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.orfeas.artifact.v1.Artifact;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.format.MeshFormat;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run, as they are logged: the same for every caller. Sequence 1 is {@code
 * accepted}, then one per stage, then {@code completed}.
 */
public final class Events {
  /** Stage name of the event that ends a successful run. */
  public static final String COMPLETED = "completed";

  /** Stage name of the event that ends a failed run. */
  public static final String FAILED = "failed";

  /** Stage name of the first event. */
  public static final String ACCEPTED = "accepted";

  private static final String PROCESSING = "processing";

  private Events() {}

  /**
   * An event as it was logged.
   *
   * @throws Failure {@code LOG_DAMAGED}
   */
  static GenerateResponse read(ByteString payload) {
    try {
      return GenerateResponse.parseFrom(payload);
    } catch (InvalidProtocolBufferException damaged) {
      throw Failures.damaged(damaged);
    }
  }

  static GenerateResponse accepted(String key, ForegroundMask mask) {
    return event(key, 1, ACCEPTED, 0)
        .addAllWarnings(mask.warnings().stream().map(Enum::name).sorted().toList())
        .setMaskConfidence(mask.confidence())
        .build();
  }

  /** The same event, with who computes. */
  static GenerateResponse by(String estimator, GenerateResponse event) {
    return event.toBuilder().setEstimator(estimator).build();
  }

  /** The same event, with where its run is to be found in traces, if anywhere. */
  static GenerateResponse traced(GenerateResponse event, String traceParent) {
    return traceParent.isEmpty() ? event : event.toBuilder().setTraceParent(traceParent).build();
  }

  static GenerateResponse finished(String key, StageResult result, Digest digest) {
    Stage stage = result.stage();
    return event(key, 2 + stage.ordinal(), stage.wireName(), stage.progress())
        .setData(data(result, digest))
        .setDuration(ProtoTime.of(result.duration()))
        .build();
  }

  static GenerateResponse completed(
      GenerateResponse accepted, GenerateResponse last, Duration total) {
    return event(last.getRequestKey(), last.getSequence() + 1, COMPLETED, 100)
        .setStatus("complete")
        .setData(last.getData())
        .setDuration(ProtoTime.of(total))
        .addAllWarnings(accepted.getWarningsList())
        .setMaskConfidence(accepted.getMaskConfidence())
        .build();
  }

  /** The end of a run whose shape was estimated with less than was asked for. */
  static GenerateResponse completedOn(
      Shortfall shortfall, GenerateResponse completed, Stage stage) {
    Degradation.Builder why =
        Degradation.newBuilder()
            .setReason(shortfall.reason().name())
            .setStage(stage.wireName())
            .setRung(shortfall.rung());
    return completed.toBuilder().setDegraded(why).build();
  }

  /**
   * The early end for a caller who cannot wait for the last stage. Its token is that of the stage,
   * so that whoever comes back with it gets what came after.
   *
   * @param accepted the first event, if the caller has seen it
   * @param stage the best stage there is
   */
  public static GenerateResponse degraded(
      @Nullable GenerateResponse accepted, GenerateResponse stage, String reason) {
    GenerateResponse first = accepted == null ? GenerateResponse.getDefaultInstance() : accepted;
    return stage.toBuilder()
        .setSequence(stage.getSequence() + 1)
        .setStage(COMPLETED)
        .setStatus("complete")
        .clearDuration()
        .addAllWarnings(first.getWarningsList())
        .setMaskConfidence(first.getMaskConfidence())
        .setDegraded(Degradation.newBuilder().setReason(reason).setStage(stage.getStage()))
        .build();
  }

  /** The in-band end of a stream that had begun before its run failed. */
  public static GenerateResponse failed(
      String key, int lastSequence, int progress, com.google.rpc.Status status) {
    return event(key, lastSequence + 1, FAILED, progress)
        .setStatus("error")
        .setError(status)
        .build();
  }

  private static GenerateResponse.Builder event(
      String key, int sequence, String stage, int progress) {
    return GenerateResponse.newBuilder()
        .setSequence(sequence)
        .setStage(stage)
        .setProgress(progress)
        .setStatus(PROCESSING)
        .setRequestKey(key)
        .setResumeToken(new ResumeToken(key, sequence).toString());
  }

  private static StageData data(StageResult result, Digest digest) {
    return StageData.newBuilder()
        .setType(result.stage() == Stage.VOXEL_PREVIEW ? "voxels" : "mesh")
        .addAllDimensions(result.dimensions())
        .setVertices(result.vertices())
        .setFaces(result.faces())
        .setLevel(result.stage().ordinal())
        .setSymmetric(result.symmetric())
        .setArtifact(
            Artifact.newBuilder().setDigest(digest).setMediaType(MeshFormat.GLB.mediaType()))
        .setUrl("/api/v1/artifacts/" + digest.getSha256())
        .build();
  }
}
