package io.orfeas.inference;

import com.google.api.HttpBody;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.StatusMapper;

/** Waits for the end of a generation and answers once. */
final class FinalSubscriber implements Subscriber {
  private final StreamObserver<HttpBody> call;
  private final MeshBodyWriter writer;
  private Source source = Source.MISS;

  FinalSubscriber(StreamObserver<HttpBody> call, MeshBodyWriter writer) {
    this.call = call;
    this.writer = writer;
  }

  @Override
  public void source(Source from) {
    source = from;
  }

  @Override
  public void event(GenerateResponse event) {
    if (!event.getStage().equals(Events.COMPLETED)) {
      return;
    }
    HttpBody body;
    try {
      body = writer.write(event, source);
    } catch (RuntimeException gone) {
      call.onError(StatusMapper.toException(gone));
      return;
    }
    call.onNext(body);
    call.onCompleted();
  }

  @Override
  public void ended() {
    throw new IllegalStateException("ended: without an event (expected: completed)");
  }

  @Override
  public void failed(Status status) {
    call.onError(StatusProto.toStatusRuntimeException(status));
  }
}
