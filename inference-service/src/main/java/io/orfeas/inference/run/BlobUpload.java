package io.orfeas.inference.run;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import java.util.concurrent.CompletableFuture;

/**
 * One blob on its way to the cache-service, as fast as that takes it. The bytes of a blob that it
 * has already, or refuses, are not sent to the end.
 */
final class BlobUpload implements ClientResponseObserver<PutBlobRequest, PutBlobResponse> {
  private static final int PIECE_BYTES = 256 << 10;

  private final Digest digest;
  private final byte[] bytes;
  private final CompletableFuture<PutBlobResponse> answer = new CompletableFuture<>();
  private int offset = -1;

  private BlobUpload(Digest digest, byte[] bytes) {
    this.digest = digest;
    this.bytes = bytes;
  }

  /** Uploads, and waits for the answer or the stub's deadline; throws what the call ends with. */
  static PutBlobResponse run(CacheServiceStub stub, Digest digest, byte[] bytes) {
    BlobUpload upload = new BlobUpload(digest, bytes);
    stub.putBlob(upload);
    return upload.answer.join();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PutBlobRequest> started) {
    started.setOnReadyHandler(() -> send(started));
  }

  @Override
  public void onNext(PutBlobResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable thrown) {
    answer.completeExceptionally(thrown);
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("put_blob: no answer (expected: one)"));
  }

  private synchronized void send(ClientCallStreamObserver<PutBlobRequest> parts) {
    while (parts.isReady() && offset < bytes.length && !answer.isDone()) {
      parts.onNext(next());
      if (offset == bytes.length) {
        parts.onCompleted();
      }
    }
  }

  /** The header, then piece after piece. */
  private PutBlobRequest next() {
    if (offset < 0) {
      offset = 0;
      return PutBlobRequest.newBuilder().setDigest(digest).build();
    }
    int length = Math.min(PIECE_BYTES, bytes.length - offset);
    PutBlobRequest piece =
        PutBlobRequest.newBuilder()
            .setData(UnsafeByteOperations.unsafeWrap(bytes, offset, length))
            .build();
    offset += length;
    return piece;
  }
}
