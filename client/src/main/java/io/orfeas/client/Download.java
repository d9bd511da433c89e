package io.orfeas.client;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.v1.GetArtifactRequest;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * Fetches one artifact. Bytes as they are stored are verified against their digest, and a transfer
 * that was cut goes on where it stopped, on any replica; those of a converted file have no name to
 * be verified by, and are fetched anew.
 */
final class Download {
  private final Replicas replicas;
  private final Retries retries;
  private final Digest digest;
  private final GetArtifactRequest wanted;
  private final boolean asStored;
  private final Sink sink;
  private final MessageDigest hash = Sha256.digest();
  private long received;

  Download(
      Replicas replicas,
      ClientOptions options,
      Digest digest,
      GetArtifactRequest wanted,
      Sink sink) {
    this.replicas = replicas;
    retries = new Retries(options);
    this.digest = digest;
    this.wanted = wanted;
    asStored = isAsStored(wanted);
    this.sink = sink;
  }

  /**
   * Fetches until all is there.
   *
   * @throws StatusRuntimeException {@code NOT_FOUND} when it is no longer stored, {@code DATA_LOSS}
   *     when the bytes are not those that the digest names
   */
  void run() throws IOException {
    while (true) {
      try {
        transfer();
        break;
      } catch (StatusRuntimeException cut) {
        retries.await(cut);
        replicas.next();
      }
    }
    verify();
  }

  private void transfer() throws IOException {
    if (!asStored) {
      sink.restart();
      received = 0;
    }
    GetArtifactRequest request =
        wanted.toBuilder().setSha256(digest.getSha256()).setOffsetBytes(received).build();
    PulledCall<GetArtifactRequest, HttpBody, ByteString> call = new PulledCall<>(HttpBody::getData);
    replicas.stub().getArtifact(request, call);
    try {
      for (ByteString piece = call.next(); piece != null; piece = call.next()) {
        take(piece);
      }
    } catch (IOException unwritable) {
      call.cancel();
      throw unwritable;
    }
  }

  private static boolean isAsStored(GetArtifactRequest wanted) {
    GetArtifactRequest.Builder rest = wanted.toBuilder();
    if (rest.getFormat().equals("glb")) {
      rest.clearFormat();
    }
    if (rest.getOriginAt().equals("center")) {
      rest.clearOriginAt();
    }
    if (rest.getCompression().equals("none")) {
      rest.clearCompression();
    }
    return rest.build().equals(GetArtifactRequest.getDefaultInstance());
  }

  private void take(ByteString piece) throws IOException {
    sink.write(piece);
    piece.asReadOnlyByteBufferList().forEach(hash::update);
    received += piece.size();
    retries.progressed();
  }

  private void verify() {
    if (!asStored) {
      return;
    }
    String actual = Sha256.hex(hash.digest());
    if (received != digest.getSizeBytes() || !actual.equals(digest.getSha256())) {
      throw Status.DATA_LOSS
          .withDescription(
              "artifact: %d bytes with digest %s (expected: %d with %s)"
                  .formatted(received, actual, digest.getSizeBytes(), digest.getSha256()))
          .asRuntimeException();
    }
  }
}
