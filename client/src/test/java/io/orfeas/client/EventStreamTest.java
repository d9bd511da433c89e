package io.orfeas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final Picture SMALL = Picture.of(new byte[] {1, 2, 3});
  private static final Picture LARGE = Picture.of(new byte[1 << 20]);
  private static final GenerateRequest PLAIN = GenerateRequest.getDefaultInstance();
  private static final Backoff QUICK = new Backoff(4, Duration.ofMillis(1), Duration.ofMillis(50));

  private final FakeInference first = new FakeInference();
  private final FakeInference second = new FakeInference();
  private final List<String> retries = Collections.synchronizedList(new ArrayList<>());
  private InProcessReplicas replicas;
  private OrfeasClient client;

  @BeforeEach
  void start() throws Exception {
    replicas = new InProcessReplicas(first, second);
    ClientOptions options =
        ClientOptions.DEFAULT
            .withBackoff(QUICK)
            .withListener(
                (attempt, delay, cause) ->
                    retries.add(attempt + " " + delay.toMillis() + " " + cause.getCode()));
    client = OrfeasClient.over(options, replicas.channels());
  }

  @AfterEach
  void stop() {
    replicas.close();
  }

  @Test
  void next_nothingLost_givesEveryEventFromOneCall() {
    assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
    assertThat(first.calls).containsExactly("upload");
    assertThat(second.calls).isEmpty();
  }

  @Test
  void next_cutAtEveryEvent_givesEachOnceAndResumesElsewhere() {
    for (int cut = 0; cut < FakeInference.EVENTS.size(); cut++) {
      first.calls.clear();
      second.calls.clear();
      client = OrfeasClient.over(ClientOptions.DEFAULT.withBackoff(QUICK), replicas.channels());
      first.trouble(cut, FakeInference.lost());

      assertThat(events(SMALL)).as("cut after %d", cut).isEqualTo(FakeInference.EVENTS);
      assertThat(first.calls).containsExactly("upload");
      assertThat(second.calls).containsExactly(cut == 0 ? "upload" : "resume " + cut);
    }
  }

  @Test
  void next_endsWithoutTerminalEvent_isTakenAsLost() {
    first.trouble(3, null);

    assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
    assertThat(second.calls).containsExactly("resume 3");
  }

  @Test
  void next_cutAfterEachEvent_neverRunsOutOfAttempts() {
    for (int i = 0; i < 3; i++) {
      first.trouble(1, FakeInference.lost());
      second.trouble(1, FakeInference.lost());
    }

    assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
    // More than it would try in a row.
    assertThat(retries).hasSize(5).allMatch(retry -> retry.startsWith("1 "));
  }

  @Test
  void next_cutAtRandom_givesEachEventOnce() {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      int troubles = random.nextInt(5);
      for (int i = 0; i < troubles; i++) {
        FakeInference troubled = random.nextBoolean() ? first : second;
        troubled.trouble(random.nextInt(7), random.nextBoolean() ? FakeInference.lost() : null);
      }
      boolean inTheLog = random.nextBoolean();
      first.resumable(inTheLog);
      second.resumable(inTheLog);
      client =
          OrfeasClient.over(
              ClientOptions.DEFAULT.withBackoff(
                  new Backoff(20, Duration.ofMillis(1), Duration.ofMillis(1))),
              replicas.channels());

      assertThat(events(SMALL)).as("round %d", round).isEqualTo(FakeInference.EVENTS);
    }
  }

  @Test
  void next_runNoLongerKnown_sendsTheRequestAgainAndPassesOverWhatWasSeen() {
    first.trouble(4, FakeInference.lost());
    second.resumable(false);

    assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
    assertThat(second.calls).containsExactly("resume 4", "upload");
  }

  @Test
  void next_failedInBandBecauseTheLeaderIsLost_isContinued() throws Exception {
    InferenceServiceImplBase leaderless =
        new InferenceServiceImplBase() {
          @Override
          public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
            stream.onNext(FakeInference.EVENTS.get(0));
            stream.onNext(
                GenerateResponse.newBuilder()
                    .setSequence(2)
                    .setStage("failed")
                    .setError(com.google.rpc.Status.newBuilder().setCode(Code.UNAVAILABLE.value()))
                    .build());
            stream.onCompleted();
          }
        };
    try (InProcessReplicas others = new InProcessReplicas(leaderless, second)) {
      client = OrfeasClient.over(ClientOptions.DEFAULT.withBackoff(QUICK), others.channels());

      assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
      assertThat(second.calls).containsExactly("resume 1");
    }
  }

  @Test
  void next_lostTooOften_failsWithTheLastStatus() {
    for (int i = 0; i < 3; i++) {
      first.trouble(0, FakeInference.lost());
      second.trouble(0, FakeInference.lost());
    }

    assertThatThrownBy(() -> events(SMALL)).isInstanceOf(StatusRuntimeException.class);
    assertThat(first.calls.size() + second.calls.size()).isEqualTo(5);
    assertThat(retries).hasSize(4);
  }

  @Test
  void next_refusedForGood_failsAtOnce() {
    first.trouble(0, FakeInference.refusal(Code.INVALID_ARGUMENT, "UNREADABLE_IMAGE"));

    assertThatThrownBy(() -> events(SMALL))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT));
    assertThat(retries).isEmpty();
  }

  @Test
  void next_busyWithADelay_waitsAsLongAsTold() {
    first.trouble(0, FakeInference.busy(7));

    assertThat(events(SMALL)).isEqualTo(FakeInference.EVENTS);
    assertThat(retries).containsExactly("1 7 RESOURCE_EXHAUSTED");
  }

  @Test
  void next_busyForLongerThanTheClientWaits_fails() {
    first.trouble(0, FakeInference.busy(60_000));

    assertThatThrownBy(() -> events(SMALL))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED));
    assertThat(retries).isEmpty();
  }

  @Test
  void next_exhaustedWithoutADelay_fails() {
    first.trouble(0, Status.RESOURCE_EXHAUSTED.asRuntimeException());

    assertThatThrownBy(() -> events(SMALL)).isInstanceOf(StatusRuntimeException.class);
    assertThat(retries).isEmpty();
  }

  @Test
  void generate_largePictureThatIsKnown_isNotUploaded() {
    assertThat(events(LARGE)).isEqualTo(FakeInference.EVENTS);
    assertThat(first.calls).containsExactly("generate");
  }

  @Test
  void generate_largePictureThatNobodyHas_isUploadedOnceAsked() {
    first.known(false);

    assertThat(events(LARGE)).isEqualTo(FakeInference.EVENTS);
    assertThat(first.calls).containsExactly("generate", "upload");
    assertThat(retries).isEmpty();
  }

  @Test
  void generate_largePictureAndNoLookup_isUploadedAtOnce() {
    for (GenerateRequest unshared :
        List.of(
            GenerateRequest.newBuilder().setDoNotCache(true).build(),
            GenerateRequest.newBuilder().setSkipCacheLookup(true).build())) {
      first.calls.clear();
      List<GenerateResponse> events = new ArrayList<>();
      client.generate(LARGE, unshared).forEachRemaining(events::add);

      assertThat(events).isEqualTo(FakeInference.EVENTS);
      assertThat(first.calls).containsExactly("upload");
    }
  }

  @Test
  void close_whileAnEventIsWaitedFor_endsTheWaitAndTheCall() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    InferenceServiceImplBase endless =
        new InferenceServiceImplBase() {
          @Override
          public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
            ((ServerCallStreamObserver<GenerateResponse>) stream)
                .setOnCancelHandler(left::countDown);
            begun.countDown();
          }
        };
    try (InProcessReplicas one = new InProcessReplicas(endless)) {
      EventStream stream =
          OrfeasClient.over(ClientOptions.DEFAULT, one.channels()).generate(SMALL, PLAIN);
      Thread closer =
          new Thread(
              () -> {
                awaitQuietly(begun);
                stream.close();
              });
      closer.start();

      assertThatThrownBy(stream::hasNext)
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              gone -> assertThat(gone.getStatus().getCode()).isEqualTo(Code.CANCELLED));
      left.await();
      closer.join();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private List<GenerateResponse> events(Picture picture) {
    List<GenerateResponse> events = new ArrayList<>();
    try (EventStream stream = client.generate(picture, PLAIN)) {
      stream.forEachRemaining(events::add);
    }
    return events;
  }
}
