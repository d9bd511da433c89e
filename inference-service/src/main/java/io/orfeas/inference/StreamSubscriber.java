package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;

/**
 * Sends a generation's events to one stream.
 *
 * <p>A generation that fails before its first event ends the call with a status, so that HTTP
 * callers get a proper status code; after that the failure is the stream's last event. A stream
 * carries six small events at most, so none is held back for a slow reader.
 */
final class StreamSubscriber implements Subscriber {
  private final StreamObserver<GenerateResponse> stream;
  private final EventWriter writer;
  private final String key;
  private Source source = Source.MISS;
  private int lastSequence;
  private int progress;

  StreamSubscriber(StreamObserver<GenerateResponse> stream, EventWriter writer, String key) {
    this.stream = stream;
    this.writer = writer;
    this.key = key;
  }

  @Override
  public void source(Source from) {
    source = from;
  }

  @Override
  public void event(GenerateResponse event) {
    lastSequence = event.getSequence();
    progress = event.getProgress();
    stream.onNext(writer.write(event, source));
    if (event.getStage().equals(Events.COMPLETED)) {
      stream.onCompleted();
    }
  }

  @Override
  public void ended() {
    stream.onCompleted();
  }

  @Override
  public void failed(Status status) {
    if (lastSequence == 0) {
      stream.onError(StatusProto.toStatusRuntimeException(status));
    } else {
      stream.onNext(Events.failed(key, lastSequence, progress, status));
      stream.onCompleted();
    }
  }
}
