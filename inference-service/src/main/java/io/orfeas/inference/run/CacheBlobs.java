package io.orfeas.inference.run;

import io.grpc.Status.Code;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
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
   * The bytes of a blob; empty when there is none.
   *
   * @throws Failure {@code ARTIFACT_UNREACHABLE} when the cache cannot be reached
   */
  Optional<byte[]> get(String sha256) {
    return calls.find("get_blob", () -> download(sha256), why -> unreachable(sha256, why));
  }

  private byte[] download(String sha256) {
    GetBlobRequest request = GetBlobRequest.newBuilder().setSha256(sha256).build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Iterator<GetBlobResponse> pieces = calls.blocking(DOWNLOAD_DEADLINE).getBlob(request);
    pieces.forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
    return bytes.toByteArray();
  }

  private static Failure unreachable(String sha256, Throwable cause) {
    return Failure.of(
        Code.UNAVAILABLE,
        "ARTIFACT_UNREACHABLE",
        "artifact: " + sha256 + " cannot be read now (expected: a cache-service that answers)",
        cause);
  }
}
