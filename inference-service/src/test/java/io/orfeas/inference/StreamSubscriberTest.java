package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamSubscriberTest {
  private static final List<String> STAGES = List.of("accepted", "voxel_preview", "completed");

  private final Reader reader = new Reader();
  private final StreamSubscriber subscriber =
      new StreamSubscriber(
          reader,
          reader,
          // Nothing is inlined, so no artifact is looked for.
          new EventWriter(RequestParser.answer(GenerateRequest.getDefaultInstance()), null),
          "key");

  @Test
  void event_readerIsReady_isSentAtOnceAndSaysItsSource() {
    subscriber.source(Source.HIT);
    STAGES.forEach(this::event);

    assertThat(reader.stages()).isEqualTo(STAGES);
    assertThat(reader.events.get(0).getCache()).isEqualTo("hit");
    assertThat(reader.completed).isTrue();
  }

  @Test
  void event_readerIsSlow_waitsUntilItIsReady() {
    reader.room = 1;
    STAGES.forEach(this::event);
    assertThat(reader.stages()).containsExactly("accepted");

    reader.ready(1);
    assertThat(reader.stages()).containsExactly("accepted", "voxel_preview");
    assertThat(reader.completed).isFalse();

    reader.ready(2);
    assertThat(reader.stages()).isEqualTo(STAGES);
    assertThat(reader.completed).isTrue();
  }

  @Test
  void failed_beforeTheFirstEvent_endsTheCallWithTheStatus() {
    subscriber.failed(Status.newBuilder().setCode(Code.INVALID_ARGUMENT.value()).build());

    assertThat(reader.failure)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT));
  }

  @Test
  void failed_slowReader_comesAfterWhatWasThereBefore() {
    reader.room = 0;
    event("accepted");
    subscriber.failed(Status.newBuilder().setCode(Code.INTERNAL.value()).build());
    assertThat(reader.events).isEmpty();

    reader.ready(9);

    assertThat(reader.stages()).containsExactly("accepted", "failed");
    assertThat(reader.completed).isTrue();
    assertThat(reader.failure).isNull();
  }

  private void event(String stage) {
    subscriber.event(
        GenerateResponse.newBuilder()
            .setSequence(STAGES.indexOf(stage) + 1)
            .setStage(stage)
            .build());
  }

  /** A stream with room for so many messages. */
  private static final class Reader extends ServerCallStreamObserver<GenerateResponse> {
    private final List<GenerateResponse> events = new ArrayList<>();
    private int room = 99;
    private boolean completed;
    private @Nullable Throwable failure;
    private Runnable onReady = () -> {};

    List<String> stages() {
      return events.stream().map(GenerateResponse::getStage).toList();
    }

    void ready(int more) {
      room = more;
      onReady.run();
    }

    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void onNext(GenerateResponse event) {
      assertThat(room).as("room for %s", event.getStage()).isPositive();
      room--;
      events.add(event);
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onCompleted() {
      completed = true;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
