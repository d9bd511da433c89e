package io.orfeas.inference;

import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.ResumeResponse;

/** Wraps events for {@code Resume}. */
record ResumeStream(StreamObserver<ResumeResponse> stream)
    implements StreamObserver<GenerateResponse> {
  @Override
  public void onNext(GenerateResponse event) {
    stream.onNext(ResumeResponse.newBuilder().setEvent(event).build());
  }

  @Override
  public void onError(Throwable thrown) {
    stream.onError(thrown);
  }

  @Override
  public void onCompleted() {
    stream.onCompleted();
  }
}
