package io.orfeas.cache;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.runtime.CallContext;
import io.orfeas.runtime.Failure;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a blob's bytes. Pieces are sent as they are read, or as they lie in the hot tier,
 * without another copy.
 */
final class GetBlobCall {
  private static final int PIECE_BYTES = 256 << 10;

  /**
   * Pieces per time the client is ready. Transports differ in what they call ready, down to
   * "nothing pending at all"; a few pieces at once keep the line busy, and bound what a slow client
   * holds to 1 MiB.
   */
  private static final int BURST = 4;

  private final GetBlobRequest request;
  private final ServerCallStreamObserver<GetBlobResponse> observer;
  private final CacheMetrics metrics;
  private final Answers answers;
  private final CacheStore store;
  private final DrainLoop loop = new DrainLoop(this::drain);
  private @Nullable Download blob;
  private long position;
  private long end;
  private boolean first = true;
  private boolean over;
  private volatile boolean cancelled;

  private GetBlobCall(
      GetBlobRequest request,
      ServerCallStreamObserver<GetBlobResponse> observer,
      CacheMetrics metrics,
      Answers answers,
      CacheStore store,
      @Nullable Download blob) {
    this.request = request;
    this.observer = observer;
    this.metrics = metrics;
    this.answers = answers;
    this.store = store;
    this.blob = blob;
  }

  static void start(
      CacheStore store,
      GetBlobRequest request,
      ServerCallStreamObserver<GetBlobResponse> observer,
      CacheMetrics metrics,
      Answers answers) {
    String sha256 = Wire.sha256(request.getSha256());
    Optional<Download> hot = store.openHot(sha256);
    // What is in memory is never waited for, so it needs no thread of its own.
    Executor executor = hot.isPresent() ? Runnable::run : CallContext.mayBlock();
    GetBlobCall call =
        new GetBlobCall(request, observer, metrics, answers, store, hot.orElse(null));
    observer.setOnReadyHandler(() -> executor.execute(call.loop::ask));
    observer.setOnCancelHandler(call::cancel);
    executor.execute(call.loop::ask);
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
    Download from = blob == null ? store.open(request.getSha256()) : blob;
    blob = from;
    GetBlobResponse.Builder message = GetBlobResponse.newBuilder();
    if (first) {
      position = start(request, from.sizeBytes());
      end = end(request, position, from.sizeBytes());
      message.setSizeBytes(from.sizeBytes());
      first = false;
    }
    ByteBuffer piece = from.read(position, (int) Math.min(PIECE_BYTES, end - position));
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
    if (blob != null) {
      blob.close();
    }
  }
}
