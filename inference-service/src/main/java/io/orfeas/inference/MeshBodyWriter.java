package io.orfeas.inference;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.JsonFormat;
import io.orfeas.inference.mesh.MeshFormat;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.Optional;

/** The one answer of {@code GenerateMesh}: the mesh file, or the final event as JSON. */
final class MeshBodyWriter {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final ArtifactStore artifacts;
  private final AnswerOptions answer;
  private final String accept;

  MeshBodyWriter(ArtifactStore artifacts, AnswerOptions answer, String accept) {
    this.artifacts = artifacts;
    this.answer = answer;
    this.accept = accept;
  }

  HttpBody write(GenerateResponse completed, Source source) {
    Optional<MeshFormat> wanted = MeshMediaTypes.accepted(accept, answer.format());
    return wanted.map(format -> mesh(completed, format)).orElseGet(() -> json(completed, source));
  }

  private HttpBody mesh(GenerateResponse completed, MeshFormat format) {
    String sha256 = completed.getData().getArtifact().getDigest().getSha256();
    byte[] bytes = artifacts.get(sha256, format);
    return body(format.mediaType(), UnsafeByteOperations.unsafeWrap(bytes));
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
