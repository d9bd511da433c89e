package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;

/** Stores a blob as a client does. */
final class BlobUpload {
  private static final int PIECE = 256 << 10;

  private BlobUpload() {}

  static void send(CacheServiceBlockingStub cache, byte[] bytes) throws Exception {
    RecordedCall<PutBlobRequest, PutBlobResponse> call = RecordedCall.eager();
    StreamObserver<PutBlobRequest> out = CacheServiceGrpc.newStub(cache.getChannel()).putBlob(call);
    out.onNext(PutBlobRequest.newBuilder().setDigest(message(Digest.of(bytes))).build());
    for (int at = 0; at < bytes.length; at += PIECE) {
      ByteString piece = ByteString.copyFrom(bytes, at, Math.min(PIECE, bytes.length - at));
      out.onNext(PutBlobRequest.newBuilder().setData(piece).build());
    }
    out.onCompleted();
    assertThat(call.end().getCode()).isEqualTo(Status.Code.OK);
  }

  static io.orfeas.artifact.v1.Digest message(Digest digest) {
    return io.orfeas.artifact.v1.Digest.newBuilder()
        .setSha256(digest.sha256())
        .setSizeBytes(digest.sizeBytes())
        .build();
  }
}
