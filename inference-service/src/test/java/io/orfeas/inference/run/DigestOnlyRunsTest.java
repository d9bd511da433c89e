package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** A caller without the picture gets what is known or on its way, and is else asked for it. */
class DigestOnlyRunsTest extends RunsUnderTest {
  @Test
  void generate_digestOnlyAndUnknown_asksForThePicture() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.failure().getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndKnown_replays() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.HIT);
    assertThat(caller.events).isEqualTo(first.events);
  }

  @Test
  void generate_digestOnlyAndInFlight_joins() throws Exception {
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), leader);

    runs.generate(request(null, false), caller);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.JOINED);
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_digestOnlyAndDoNotCache_asksForThePictureWithoutLookingUp() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, true), caller);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
    assertThat(caller.events).isEmpty();
  }

  @Test
  void generate_digestOnlyAndSkipLookup_joinsButIsNotGivenAKnownResult() throws Exception {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber joined = new RecordingSubscriber();
    RecordingSubscriber late = new RecordingSubscriber();
    runs.generate(request(), first);
    runs.generate(skipping(null), joined);
    engine.open();
    first.stages();

    runs.generate(skipping(null), late);

    assertThat(joined.stages()).isEqualTo(ALL);
    assertThat(late.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndCacheDown_asksForThePicture() throws Exception {
    cache.down(true);
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndLeaderElsewhereDies_asksForThePicture() throws Exception {
    cache.leaseElsewhere(KEY);
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(null, false), caller);
    cache.awaitWatchers(KEY, 1);

    cache.vacate(KEY);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  private static RunRequest skipping(byte[] image) {
    return request(image, true, false);
  }
}
