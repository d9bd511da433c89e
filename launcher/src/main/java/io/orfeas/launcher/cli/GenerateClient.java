package io.orfeas.launcher.cli;

import com.google.api.HttpBody;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.protobuf.StatusProto;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

/** Generates through a server: shows the events as they come, then fetches the mesh. */
final class GenerateClient {
  private final Consumer<GenerateResponse> display;

  GenerateClient(Consumer<GenerateResponse> display) {
    this.display = display;
  }

  /**
   * The final mesh file, in the format that the request asks for.
   *
   * @param target {@code host:port}
   */
  byte[] generate(String target, GenerateRequest request) {
    InferenceServiceBlockingStub stub =
        GrpcClients.builder("gproto+http://" + target + "/")
            .responseTimeout(Duration.ZERO)
            .maxResponseLength(0)
            .build(InferenceServiceBlockingStub.class);
    GenerateResponse last = GenerateResponse.getDefaultInstance();
    for (Iterator<GenerateResponse> events = stub.generate(request); events.hasNext(); ) {
      last = events.next();
      display.accept(last);
    }
    if (last.hasError()) {
      throw StatusProto.toStatusRuntimeException(last.getError());
    }
    return artifact(stub, last.getData().getArtifact().getDigest().getSha256(), request);
  }

  private static byte[] artifact(
      InferenceServiceBlockingStub stub, String sha256, GenerateRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GetArtifactRequest.Builder wanted =
        GetArtifactRequest.newBuilder()
            .setSha256(sha256)
            .setFormat(request.getFormat())
            .setOriginAt(request.getOriginAt())
            .setUnits(request.getUnits())
            .setUpAxis(request.getUpAxis())
            .setCompression(request.getCompression());
    if (request.hasHeightM()) {
      wanted.setHeightM(request.getHeightM());
    }
    Iterator<HttpBody> pieces = stub.getArtifact(wanted.build());
    pieces.forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
    return bytes.toByteArray();
  }
}
