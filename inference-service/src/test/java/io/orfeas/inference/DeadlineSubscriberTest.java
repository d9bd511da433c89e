package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineSubscriberTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedClock clock = new ScriptedClock();
  private final Recorder caller = new Recorder();
  private final DeadlineSubscriber subscriber =
      new DeadlineSubscriber(caller, SECOND, clock::after);
  private int departures;

  @Test
  void deadline_afterAStage_endsWithThatStageAndLeaves() {
    start();
    stage("voxel_preview", 2, 25);
    stage("rough_mesh", 3, 50);

    clock.advance(Duration.ofMillis(899));
    assertThat(caller.events).hasSize(3);
    clock.advance(Duration.ofMillis(1));

    GenerateResponse last = caller.last();
    assertThat(last.getStage()).isEqualTo("completed");
    assertThat(last.getStatus()).isEqualTo("complete");
    assertThat(last.getProgress()).as("what was reached").isEqualTo(50);
    assertThat(last.getSequence()).isEqualTo(4);
    assertThat(last.getResumeToken()).as("goes on after the stage").isEqualTo("token-3");
    assertThat(last.getData().getFaces()).isEqualTo(50);
    assertThat(last.getMaskConfidence()).isEqualTo(.5);
    assertThat(last.getDegraded())
        .isEqualTo(Degradation.newBuilder().setReason("DEADLINE").setStage("rough_mesh").build());
    assertThat(departures).isEqualTo(1);
  }

  @Test
  void deadline_beforeAnyStage_takesTheFirstOneThatComesInTime() {
    start();
    clock.advance(Duration.ofMillis(950));
    assertThat(caller.events).hasSize(1);

    stage("voxel_preview", 2, 25);
    clock.advance(Duration.ZERO);

    assertThat(caller.events).hasSize(3);
    assertThat(caller.last().getDegraded().getStage()).isEqualTo("voxel_preview");
    assertThat(departures).isEqualTo(1);
  }

  @Test
  void deadline_withNothingFinished_fails() {
    start();

    clock.advance(Duration.ofMillis(900));
    assertThat(caller.failure.getCode()).isZero();
    clock.advance(Duration.ofMillis(75));

    assertThat(caller.failure.getCode()).isEqualTo(Code.DEADLINE_EXCEEDED.getNumber());
    assertThat(caller.failure.getMessage())
        .isEqualTo("deadline: 1000 ms (expected: enough for the first stage)");
    assertThat(departures).isEqualTo(1);
    stage("voxel_preview", 2, 25);
    subscriber.failed(Status.getDefaultInstance());
    assertThat(caller.events).as("nothing comes after the end").hasSize(1);
  }

  @Test
  void deadline_afterTheEnd_changesNothing() {
    start();
    stage("final_optimized", 5, 100);
    subscriber.event(GenerateResponse.newBuilder().setStage("completed").build());

    clock.advance(SECOND);

    assertThat(caller.events).hasSize(3);
    assertThat(caller.last().hasDegraded()).isFalse();
    assertThat(departures).isZero();
    assertThat(clock.pending).isEmpty();
  }

  @Test
  void deadline_ofAReplayThatEndedAtOnce_isNeverSet() {
    subscriber.event(GenerateResponse.newBuilder().setStage("completed").build());
    subscriber.start(() -> departures++);

    assertThat(clock.pending).isEmpty();
  }

  @Test
  void lateStages_afterTheEarlyEnd_areNotPassedOn() {
    start();
    stage("voxel_preview", 2, 25);
    clock.advance(SECOND);

    stage("rough_mesh", 3, 50);

    assertThat(caller.events).hasSize(3);
  }

  @Test
  void margin_anyDeadline_isATenthWithinBounds() {
    assertThat(DeadlineSubscriber.margin(Duration.ofMillis(10))).hasMillis(5);
    assertThat(DeadlineSubscriber.margin(Duration.ofMillis(100))).hasMillis(20);
    assertThat(DeadlineSubscriber.margin(Duration.ofSeconds(3))).hasMillis(300);
    assertThat(DeadlineSubscriber.margin(Duration.ofDays(365))).hasMillis(500);
  }

  private void start() {
    subscriber.start(() -> departures++);
    subscriber.event(
        GenerateResponse.newBuilder()
            .setSequence(1)
            .setStage("accepted")
            .setMaskConfidence(.5)
            .build());
  }

  private void stage(String name, int sequence, int progress) {
    subscriber.event(
        GenerateResponse.newBuilder()
            .setSequence(sequence)
            .setStage(name)
            .setProgress(progress)
            .setStatus("processing")
            .setResumeToken("token-" + sequence)
            .setData(StageData.newBuilder().setFaces(progress))
            .build());
  }

  /** Time that passes when the test says so. */
  private static final class ScriptedClock {
    private final List<Ring> pending = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Ring(Duration at, Runnable action) {}

    Runnable after(Duration delay, Runnable action) {
      Ring ring = new Ring(now.plus(delay), action);
      pending.add(ring);
      return () -> pending.remove(ring);
    }

    void advance(Duration by) {
      now = now.plus(by);
      for (Ring ring : List.copyOf(pending)) {
        if (ring.at().compareTo(now) <= 0 && pending.remove(ring)) {
          ring.action().run();
        }
      }
      if (pending.stream().anyMatch(ring -> ring.at().compareTo(now) <= 0)) {
        advance(Duration.ZERO);
      }
    }
  }

  private static final class Recorder implements Subscriber {
    private final List<GenerateResponse> events = new ArrayList<>();
    private Status failure = Status.getDefaultInstance();

    @Override
    public void source(Source source) {}

    @Override
    public void event(GenerateResponse event) {
      events.add(event);
    }

    @Override
    public void ended() {}

    @Override
    public void failed(Status status) {
      failure = status;
    }

    GenerateResponse last() {
      return events.get(events.size() - 1);
    }
  }
}
