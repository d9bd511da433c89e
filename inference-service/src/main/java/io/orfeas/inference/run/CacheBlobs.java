package io.orfeas.inference.run;

import io.grpc.Status.Code;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.runtime.Failure;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * The blobs of the cache-service: files, which may be large, and so have deadlines of their own.
 */
final class CacheBlobs {
  private static final Duration UPLOAD_DEADLINE = Duration.ofSeconds(5);

  /**
   * Longer: without an upload a run goes on uncached, without a download its caller gets nothing.
   */
  private static final Duration DOWNLOAD_DEADLINE = Duration.ofSeconds(20);

  private final CacheCalls calls;

  CacheBlobs(CacheCalls calls) {
    this.calls = calls;
  }

  /** Whether a blob is there now. */
  boolean put(Digest digest, byte[] bytes) {
    return calls
        .attempt("put_blob", () -> BlobUpload.run(calls.async(UPLOAD_DEADLINE), digest, bytes))
        .isPresent();
  }

  /**
   * The bytes of a blob, as its digest says; empty when there is none.
   *
   * @throws Failure {@code ARTIFACT_UNREACHABLE} when the cache cannot be reached, {@code
   *     ARTIFACT_DAMAGED} when it sends something else
   */
  Optional<byte[]> get(String sha256) {
    return calls.find("get_blob", () -> download(sha256), why -> failure(sha256, why));
  }

  private byte[] download(String sha256) {
    GetBlobRequest request = GetBlobRequest.newBuilder().setSha256(sha256).build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Iterator<GetBlobResponse> pieces = calls.blocking(DOWNLOAD_DEADLINE).getBlob(request);
    pieces.forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
    return checked(sha256, bytes.toByteArray());
  }

  /** Thrown inside the call, so that damage is counted and opens the breaker like any failure. */
  private static byte[] checked(String sha256, byte[] bytes) {
    String actual = RequestKey.sha256(bytes);
    if (!actual.equals(sha256)) {
      throw Failure.of(
          Code.DATA_LOSS,
          "ARTIFACT_DAMAGED",
          "artifact: %d bytes of %s (expected: those of %s)"
              .formatted(bytes.length, actual, sha256));
    }
    return bytes;
  }

  private static Failure failure(String sha256, Throwable cause) {
    if (cause instanceof Failure damaged) {
      return damaged;
    }
    return Failure.of(
        Code.UNAVAILABLE,
        "ARTIFACT_UNREACHABLE",
        "artifact: " + sha256 + " cannot be read now (expected: a cache-service that answers)",
        cause);
  }
}
