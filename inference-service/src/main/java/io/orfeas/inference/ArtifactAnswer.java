package io.orfeas.inference;

import com.google.api.HttpBody;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.v1.GetArtifactRequest;

/** Streams a mesh file. */
final class ArtifactAnswer {
  private final ArtifactStore artifacts;

  ArtifactAnswer(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  void send(GetArtifactRequest request, StreamObserver<HttpBody> stream) {
    String sha256 = RequestParser.sha256("sha256", request.getSha256());
    Export export = RequestParser.export(request);
    byte[] bytes = artifacts.get(sha256, export);
    int offset = RequestParser.offset(request.getOffsetBytes(), bytes.length);
    new BodyStream(
            (ServerCallStreamObserver<HttpBody>) stream, export.format().mediaType(), bytes, offset)
        .start();
  }
}
