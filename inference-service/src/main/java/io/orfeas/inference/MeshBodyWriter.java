package io.orfeas.inference;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Metadata;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateResponse;

/** The one answer of {@code GenerateMesh}: the mesh file, or the final event as JSON. */
final class MeshBodyWriter {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final ArtifactStore artifacts;
  private final AnswerOptions answer;
  private final boolean file;
  private final Metadata headers;

  /**
   * A writer of one answer.
   *
   * @param file whether the mesh itself is the answer
   * @param headers of the answer, where a mesh has what the event says
   */
  MeshBodyWriter(ArtifactStore artifacts, AnswerOptions answer, boolean file, Metadata headers) {
    this.artifacts = artifacts;
    this.answer = answer;
    this.file = file;
    this.headers = headers;
  }

  HttpBody write(GenerateResponse completed, Source source) {
    return file ? mesh(completed, answer.export()) : json(completed, source);
  }

  private HttpBody mesh(GenerateResponse completed, Export export) {
    String sha256 = completed.getData().getArtifact().getDigest().getSha256();
    byte[] bytes = artifacts.get(sha256, export);
    MeshHeaders.put(completed, headers);
    return body(export.format().mediaType(), UnsafeByteOperations.unsafeWrap(bytes));
  }

  private HttpBody json(GenerateResponse completed, Source source) {
    GenerateResponse event = new EventWriter(answer, artifacts).write(completed, source);
    try {
      return body(
          "application/json",
          ByteString.copyFromUtf8(JSON.print(event.toBuilder().setCache(source.wireName()))));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("event: not printable", impossible);
    }
  }

  private static HttpBody body(String mediaType, ByteString bytes) {
    return HttpBody.newBuilder().setContentType(mediaType).setData(bytes).build();
  }
}
