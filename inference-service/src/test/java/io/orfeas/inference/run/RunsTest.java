package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who computes, who joins, and what the leaving of one means to the others. */
class RunsTest extends RunsUnderTest {
  @Test
  void generate_firstTime_computesAndStores() throws Exception {
    engine.open();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.MISS);
    assertThat(caller.events)
        .extracting(GenerateResponse::getSequence)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(cache.computes()).isEqualTo(1);
  }

  @Test
  void generate_again_replaysTheSameEvents() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber second = new RecordingSubscriber();

    runs.generate(request(), second);

    assertThat(second.stages()).isEqualTo(ALL);
    assertThat(second.sources).containsExactly(Source.HIT);
    assertThat(second.events).isEqualTo(first.events);
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_manyAtOnce_computesOnce() throws Exception {
    List<RecordingSubscriber> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RecordingSubscriber caller = new RecordingSubscriber();
      callers.add(caller);
      executor.execute(() -> runs.generate(request(), caller));
    }
    engine.open();

    for (RecordingSubscriber caller : callers) {
      assertThat(caller.stages()).isEqualTo(ALL);
      assertThat(caller.events).isEqualTo(callers.get(0).events);
    }
    assertThat(engine.runs).hasValue(1);
    assertThat(cache.computes()).isEqualTo(1);
  }

  @Test
  void generate_stages_arriveBeforeLaterWorkBegins() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);

    engine.permits.release(2);

    // The engine now waits for its second stage: the preview must be there already.
    caller.await(event -> event.getStage().equals("voxel_preview"));
    assertThat(caller.events).hasSize(2);
  }

  @Test
  void leave_firstOfTwo_doesNotStopTheOther() throws Exception {
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber follower = new RecordingSubscriber();
    Runnable leave = runs.generate(request(), leader);
    runs.generate(request(), follower);

    leave.run();
    engine.open();

    assertThat(follower.stages()).isEqualTo(ALL);
    assertThat(follower.sources).containsExactly(Source.JOINED);
    assertThat(leader.events).isEmpty();
  }

  @Test
  void leave_lastSubscriber_cancelsBetweenStages() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    Runnable leave = runs.generate(request(), caller);
    engine.permits.release(2);
    caller.await(event -> event.getStage().equals("voxel_preview"));

    leave.run();
    engine.permits.release();
    engine.cancellation.await();

    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    engine.open();
    assertThat(next.stages()).isEqualTo(ALL);
    assertThat(engine.runs).hasValue(2);
  }

  @Test
  void generate_leaderElsewhereDies_computesTheRestHere() throws Exception {
    GenerateResponse accepted =
        Events.accepted(KEY, new ForegroundMask(1, 1, new float[] {1}, 1, Set.of()));
    cache.leaseElsewhere(KEY);
    cache.publishElsewhere(
        KEY, LogEntry.newBuilder().setSequence(1).setPayload(accepted.toByteString()).build());
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    caller.await(event -> event.getStage().equals("accepted"));

    engine.open();
    cache.vacate(KEY);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.JOINED, Source.MISS);
  }

  @Test
  void generate_noPlaceLeftToFollow_refusesWithADelay() throws Exception {
    cache.leaseElsewhere(KEY);
    for (int i = 0; i < 8; i++) {
      runs.generate(request(), new RecordingSubscriber());
    }
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(caller.failure().toString()).contains("TOO_MANY_FOLLOWERS", "RetryInfo");
  }

  @Test
  void leave_followerOfAnotherReplica_freesItsPlace() throws Exception {
    cache.leaseElsewhere(KEY);
    for (int i = 0; i < 20; i++) {
      RecordingSubscriber caller = new RecordingSubscriber();
      Runnable leave = runs.generate(request(), caller);
      cache.awaitWatchers(KEY, 1);
      leave.run();
      cache.awaitWatchers(KEY, 0);
      assertThat(caller.events).isEmpty();
    }
  }

  @Test
  void generate_doNotCache_neitherJoinsNorStores() throws Exception {
    RecordingSubscriber shared = new RecordingSubscriber();
    RecordingSubscriber alone = new RecordingSubscriber();
    runs.generate(request(), shared);

    runs.generate(request(new byte[] {1}, true), alone);
    engine.open();

    assertThat(alone.stages()).isEqualTo(ALL);
    assertThat(alone.sources).containsExactly(Source.BYPASS);
    shared.stages();
    assertThat(engine.runs).hasValue(2);
    assertThat(cache.computes()).isEqualTo(1);
  }
}
