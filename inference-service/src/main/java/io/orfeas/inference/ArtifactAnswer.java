package io.orfeas.inference;

import com.google.api.HttpBody;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.v1.GetArtifactRequest;
import java.util.function.BiFunction;

/** Streams a mesh file. */
final class ArtifactAnswer {
  private final BiFunction<String, Export, byte[]> files;
  private final InferenceMetrics counters;

  /**
   * An answer.
   *
   * @param files each by its digest, converted to what is wanted
   */
  ArtifactAnswer(BiFunction<String, Export, byte[]> files, InferenceMetrics counters) {
    this.files = files;
    this.counters = counters;
  }

  void send(GetArtifactRequest request, StreamObserver<HttpBody> stream) {
    String sha256 = RequestParser.sha256("sha256", request.getSha256());
    Export export = RequestParser.export(request);
    byte[] bytes = file(sha256, export);
    int offset = RequestParser.offset(request.getOffsetBytes(), bytes.length);
    new BodyStream(
            (ServerCallStreamObserver<HttpBody>) stream, export.format().mediaType(), bytes, offset)
        .start();
  }

  private byte[] file(String sha256, Export export) {
    try {
      return files.apply(sha256, export);
    } catch (OutOfMemoryError full) {
      counters.outOfMemory(InferenceMetrics.ARTIFACT);
      throw full;
    }
  }
}
