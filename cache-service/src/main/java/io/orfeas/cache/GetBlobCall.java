package io.orfeas.cache;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.runtime.Failure;
import java.nio.ByteBuffer;

/**
 * One stream of a blob's bytes. Pieces are sent as they are read, or as they lie in the hot tier,
 * without another copy.
 */
final class GetBlobCall {
  private static final int PIECE_BYTES = 64 << 10;

  /**
   * Pieces per time the client is ready. Transports differ in what they call ready, down to
   * "nothing pending at all"; a few pieces at once keep the line busy, and bound what a slow client
   * holds to 512 KiB.
   */
  private static final int BURST = 8;

  private final ServerCallStreamObserver<GetBlobResponse> observer;
  private final CacheMetrics metrics;
  private final Answers answers;
  private final Download blob;
  private final long end;
  private final DrainLoop loop = new DrainLoop(this::drain);
  private long position;
  private boolean first = true;
  private boolean over;
  private volatile boolean cancelled;

  private GetBlobCall(
      ServerCallStreamObserver<GetBlobResponse> observer,
      CacheMetrics metrics,
      Answers answers,
      Download blob,
      long start,
      long end) {
    this.observer = observer;
    this.metrics = metrics;
    this.answers = answers;
    this.blob = blob;
    this.end = end;
    position = start;
  }

  static void start(
      CacheStore store,
      GetBlobRequest request,
      ServerCallStreamObserver<GetBlobResponse> observer,
      CacheMetrics metrics,
      Answers answers) {
    Download blob = store.open(Wire.sha256(request.getSha256()));
    try {
      long start = start(request, blob.sizeBytes());
      long end = end(request, start, blob.sizeBytes());
      GetBlobCall call = new GetBlobCall(observer, metrics, answers, blob, start, end);
      observer.setOnReadyHandler(call.loop::ask);
      observer.setOnCancelHandler(call::cancel);
      call.loop.ask();
    } catch (RuntimeException refused) {
      blob.close();
      throw refused;
    }
  }

  private static long start(GetBlobRequest request, long size) {
    long offset = request.getOffsetBytes();
    if (offset < 0 || offset > size) {
      throw Failure.of(
          Status.Code.OUT_OF_RANGE,
          "OFFSET_OUT_OF_RANGE",
          "offset_bytes: %d (expected: 0..%d)".formatted(offset, size));
    }
    return offset;
  }

  private static long end(GetBlobRequest request, long start, long size) {
    long limit = request.getLimitBytes();
    if (limit < 0) {
      throw Failure.invalid(
          "INVALID_FIELD", "limit_bytes", "limit_bytes: " + limit + " (expected: 0 or more)");
    }
    return limit == 0 ? size : start + Math.min(limit, size - start);
  }

  private void drain() {
    if (cancelled) {
      finish();
    }
    try {
      for (int i = 0; i < BURST && !over && !cancelled && (i > 0 || observer.isReady()); i++) {
        send();
      }
    } catch (RuntimeException failure) {
      finish();
      observer.onError(answers.failed(failure));
    }
  }

  private void send() {
    ByteBuffer piece = blob.read(position, (int) Math.min(PIECE_BYTES, end - position));
    GetBlobResponse.Builder message = GetBlobResponse.newBuilder();
    if (first) {
      message.setSizeBytes(blob.sizeBytes());
      first = false;
    }
    position += piece.remaining();
    metrics.sent(piece.remaining());
    observer.onNext(message.setData(UnsafeByteOperations.unsafeWrap(piece)).build());
    if (position >= end) {
      finish();
      observer.onCompleted();
    }
  }

  /** Lets the blob go from within the loop, so never under a read. */
  private void cancel() {
    cancelled = true;
    loop.ask();
  }

  private void finish() {
    over = true;
    blob.close();
  }
}
