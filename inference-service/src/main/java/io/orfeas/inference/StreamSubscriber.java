package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.StatusMapper;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Sends a generation's events to one stream, as fast as its reader takes them.
 *
 * <p>A generation that fails before its first event ends the call with a status, so that HTTP
 * callers get a proper status code; after that the failure is the stream's last event. For a slow
 * reader the events wait as they are logged, which is small, and there are six at most; a mesh that
 * is to be inlined is read when its event is sent.
 */
final class StreamSubscriber implements Subscriber {
  private final StreamObserver<GenerateResponse> stream;
  private final ServerCallStreamObserver<?> call;
  private final EventWriter writer;
  private final String key;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private Source source = Source.MISS;
  private int lastSequence;
  private int progress;
  private boolean ended;

  /**
   * To be made before the service method returns.
   *
   * @param stream takes the events
   * @param call what the stream belongs to; says when its reader is ready for more
   */
  StreamSubscriber(
      StreamObserver<GenerateResponse> stream,
      ServerCallStreamObserver<?> call,
      EventWriter writer,
      String key) {
    this.stream = stream;
    this.call = call;
    this.writer = writer;
    this.key = key;
    call.setOnReadyHandler(this::send);
  }

  @Override
  public synchronized void source(Source from) {
    source = from;
  }

  @Override
  public synchronized void event(GenerateResponse event) {
    lastSequence = event.getSequence();
    progress = event.getProgress();
    Source from = source;
    waiting.add(() -> stream.onNext(writer.write(event, from)));
    if (event.getStage().equals(Events.COMPLETED)) {
      waiting.add(this::complete);
    }
    send();
  }

  @Override
  public synchronized void ended() {
    waiting.add(this::complete);
    send();
  }

  @Override
  public synchronized void failed(Status status) {
    if (lastSequence == 0) {
      fail(status);
      return;
    }
    GenerateResponse last = Events.failed(key, lastSequence, progress, status);
    waiting.add(() -> stream.onNext(last));
    waiting.add(this::complete);
    send();
  }

  private synchronized void send() {
    while (!ended && !waiting.isEmpty() && call.isReady()) {
      try {
        waiting.remove().run();
      } catch (RuntimeException unwritable) {
        fail(StatusMapper.toStatus(unwritable));
      }
    }
  }

  private void complete() {
    ended = true;
    stream.onCompleted();
  }

  private void fail(Status status) {
    if (!ended) {
      ended = true;
      waiting.clear();
      stream.onError(StatusProto.toStatusRuntimeException(status));
    }
  }
}
