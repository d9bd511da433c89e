package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** A caller that comes back gets what it has not seen. */
class ResumedRunsTest extends RunsUnderTest {
  @Test
  void resume_afterSomeEvents_givesExactlyTheRest() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 3);

    assertThat(resumed.stages()).isEqualTo(ALL.subList(3, 6));
  }

  @Test
  void resume_afterTheLastEvent_endsWithNothing() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 6);

    assertThat(resumed.stages()).isEmpty();
  }

  @Test
  void resume_beyondTheEndOfALiveRun_endsWithIt() throws Exception {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber resumed = new RecordingSubscriber();
    runs.generate(request(), first);

    runs.resume(KEY, resumed, 999);
    engine.open();

    assertThat(resumed.stages()).isEmpty();
  }

  @Test
  void resume_unknownRun_isNotFound() throws Exception {
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 3);

    assertThat(resumed.failure().getCode()).isEqualTo(Code.NOT_FOUND.value());
  }
}
