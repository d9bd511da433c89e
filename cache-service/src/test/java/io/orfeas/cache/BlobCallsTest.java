package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** Files on their way in and out. */
class BlobCallsTest extends CacheServiceUnderTest {
  @Test
  void putBlob_again_isAnsweredAtTheHeader() throws Exception {
    Digest blob = put(StoreFixture.bytes(1, 3000));
    RecordedCall<PutBlobRequest, PutBlobResponse> call = RecordedCall.eager();
    async.putBlob(call).onNext(PutBlobRequest.newBuilder().setDigest(message(blob)).build());

    assertThat(call.end().getCode()).isEqualTo(Code.OK);
    assertThat(call.messages().get(0).getExisted()).isTrue();
  }

  @Test
  void putBlob_badParts_areRefused() throws Exception {
    byte[] bytes = StoreFixture.bytes(1, 100);
    PutBlobRequest header =
        PutBlobRequest.newBuilder().setDigest(message(Digest.of(bytes))).build();
    PutBlobRequest data = PutBlobRequest.newBuilder().setData(ByteString.copyFrom(bytes)).build();
    PutBlobRequest wrong =
        PutBlobRequest.newBuilder().setData(ByteString.copyFrom(new byte[100])).build();

    assertThat(upload(data).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, header).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, wrong).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, data, data).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(stats().getSizeBytes()).isZero();
  }

  @Test
  void getBlob_ranges_giveExactlyThoseBytes() {
    byte[] bytes = StoreFixture.bytes(1, 200_000);
    Digest blob = put(bytes);

    assertThat(get(blob, 0, 0)).isEqualTo(ByteString.copyFrom(bytes));
    assertThat(get(blob, 100_000, 0)).isEqualTo(ByteString.copyFrom(bytes, 100_000, 100_000));
    assertThat(get(blob, 5, 70_000)).isEqualTo(ByteString.copyFrom(bytes, 5, 70_000));
    assertThat(get(blob, 199_999, 50)).isEqualTo(ByteString.copyFrom(bytes, 199_999, 1));
    assertThat(get(blob, 200_000, 0)).isEmpty();
    refused(Code.OUT_OF_RANGE, "OFFSET_OUT_OF_RANGE", () -> get(blob, 200_001, 0));
    refused(Code.OUT_OF_RANGE, "OFFSET_OUT_OF_RANGE", () -> get(blob, -1, 0));
    refused(Code.INVALID_ARGUMENT, "INVALID_FIELD", () -> get(blob, 0, -1));
    refused(Code.NOT_FOUND, "NOT_FOUND", () -> get(Digest.of(new byte[7]), 0, 0));
  }

  @Test
  void getBlob_slowReader_isSentAFewPiecesAtATime() throws Exception {
    Digest blob = put(StoreFixture.bytes(1, 5_000_000));
    RecordedCall<GetBlobRequest, GetBlobResponse> slow = RecordedCall.slow();
    async.getBlob(GetBlobRequest.newBuilder().setSha256(blob.sha256()).build(), slow);
    slow.take(1);
    assertThat(slow.messages()).hasSize(1);
    assertThat(slow.hasEnded()).isFalse();

    slow.cancel();
    clock.advance(StoreFixture.ROOMY.uploadGrace());
    store.maintain();
    assertThat(stats().getBlobs()).as("the reader left, so nothing keeps the blob").isZero();
  }

  private io.grpc.Status upload(PutBlobRequest... parts) throws Exception {
    RecordedCall<PutBlobRequest, PutBlobResponse> call = RecordedCall.eager();
    StreamObserver<PutBlobRequest> out = async.putBlob(call);
    for (PutBlobRequest part : parts) {
      out.onNext(part);
    }
    out.onCompleted();
    return call.end();
  }

  private ByteString get(Digest blob, long offset, long limit) {
    Iterator<GetBlobResponse> pieces =
        cache.getBlob(
            GetBlobRequest.newBuilder()
                .setSha256(blob.sha256())
                .setOffsetBytes(offset)
                .setLimitBytes(limit)
                .build());
    ByteString all = ByteString.EMPTY;
    GetBlobResponse first = pieces.next();
    assertThat(first.getSizeBytes()).isEqualTo(blob.sizeBytes());
    all = all.concat(first.getData());
    while (pieces.hasNext()) {
      all = all.concat(pieces.next().getData());
    }
    return all;
  }
}
