package io.orfeas.cache;

import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Upload;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import io.orfeas.runtime.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way in. A blob that is there already is answered at the header; what the client
 * still sends is ignored then, as it is after a refusal.
 */
final class PutBlobCall implements StreamObserver<PutBlobRequest> {
  private static final int LONGEST_PIECE = 1 << 20;

  private final CacheStore store;
  private final StreamObserver<PutBlobResponse> observer;
  private final CacheMetrics metrics;
  private final Answers answers;
  private @Nullable Upload upload;
  private boolean over;

  PutBlobCall(
      CacheStore store,
      StreamObserver<PutBlobResponse> observer,
      CacheMetrics metrics,
      Answers answers) {
    this.store = store;
    this.observer = observer;
    this.metrics = metrics;
    this.answers = answers;
  }

  @Override
  public void onNext(PutBlobRequest part) {
    attempt(
        () -> {
          if (part.hasDigest()) {
            begin(Wire.digest("digest", part.getDigest()));
          } else {
            take(part);
          }
        });
  }

  @Override
  public void onError(Throwable cancelled) {
    end();
  }

  @Override
  public void onCompleted() {
    attempt(() -> answer(started().commit()));
  }

  private void begin(Digest digest) {
    if (upload != null) {
      throw Failure.invalid("INVALID_FIELD", "digest", "digest: again (expected: once, first)");
    }
    if (store.keep(digest)) {
      answer(true);
    } else {
      upload = store.upload(digest);
    }
  }

  private void take(PutBlobRequest part) {
    int size = part.getData().size();
    if (size > LONGEST_PIECE) {
      throw Failure.invalid(
          "INVALID_FIELD",
          "data",
          "data: %d bytes (expected: 0..%d)".formatted(size, LONGEST_PIECE));
    }
    started().write(part.getData().asReadOnlyByteBuffer());
    metrics.received(size);
  }

  private Upload started() {
    if (upload == null) {
      throw Failure.invalid("INVALID_FIELD", "digest", "digest: none (expected: first)");
    }
    return upload;
  }

  private void answer(boolean existed) {
    end();
    observer.onNext(PutBlobResponse.newBuilder().setExisted(existed).build());
    observer.onCompleted();
  }

  private void attempt(Runnable step) {
    if (over) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException failure) {
      end();
      observer.onError(answers.failed(failure));
    }
  }

  private void end() {
    over = true;
    if (upload != null) {
      upload.close();
    }
  }
}
