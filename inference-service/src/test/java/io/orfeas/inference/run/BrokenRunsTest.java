package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import io.orfeas.inference.v1.Degradation;
import org.junit.jupiter.api.Test;

/** What callers are told when something fails, and what is not stored then. */
class BrokenRunsTest extends RunsUnderTest {
  @Test
  void generate_cacheDown_computesUncached() throws Exception {
    cache.down(true);
    engine.open();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.UNAVAILABLE);
  }

  @Test
  void generate_cacheLostMidway_stillEnds() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.permits.release(2);
    caller.await(event -> event.getStage().equals("voxel_preview"));

    cache.down(true);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(cache.computes()).isZero();
  }

  @Test
  void generate_pictureRefused_failsAllBeforeTheFirstEvent() throws Exception {
    engine.failure = new ImageRejectedException(Reason.NO_FOREGROUND, "picture: empty");
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber follower = new RecordingSubscriber();
    runs.generate(request(), leader);
    runs.generate(request(), follower);

    engine.open();

    assertThat(leader.failure().getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(follower.failure()).isEqualTo(leader.failure());
    assertThat(leader.events).isEmpty();
  }

  @Test
  void generate_oneCallerBreaks_theOthersFinish() throws Exception {
    RecordingSubscriber broken = new RecordingSubscriber();
    broken.breakAt = "rough_mesh";
    RecordingSubscriber sound = new RecordingSubscriber();
    runs.generate(request(), broken);
    runs.generate(request(), sound);

    engine.open();

    assertThat(sound.stages()).isEqualTo(ALL);
    assertThat(broken.failure().getCode()).isEqualTo(Code.INTERNAL.value());
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_engineBreaks_everyCallerIsTold() throws Exception {
    engine.error = new NoClassDefFoundError("missing");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);

    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.INTERNAL.value());
  }

  @Test
  void generate_memoryRunsOut_isCountedAndToldAndTheNextOneRuns() throws Exception {
    engine.error = new OutOfMemoryError("Java heap space");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(observer.outOfMemory).containsExactly("accepted");

    engine.error = null;
    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    assertThat(next.stages()).isEqualTo(ALL);
  }

  @Test
  void generate_deviceMemoryRunsOut_isToldWithARetry() throws Exception {
    engine.failure = new DeviceOutOfMemoryException(2, 1);
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(caller.failure().getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
    assertThat(caller.failure().toString()).contains("OUT_OF_MEMORY");
    assertThat(observer.outOfMemory).containsExactly("accepted");
  }

  @Test
  void generate_deviceFailed_isToldByItsOwnReason() throws Exception {
    engine.shortfall = new Shortfall(Shortfall.Reason.DEVICE_FAILED, "cpu");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    Degradation why = caller.events.get(5).getDegraded();
    assertThat(why.getReason()).isEqualTo("DEVICE_FAILED");
    assertThat(why.getRung()).isEqualTo("cpu");
  }

  @Test
  void generate_lowerRung_isToldAndNotStored() throws Exception {
    engine.shortfall = new Shortfall(Shortfall.Reason.OUT_OF_MEMORY, "lower_precision");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    Degradation why = caller.events.get(5).getDegraded();
    assertThat(why.getReason()).isEqualTo("OUT_OF_MEMORY");
    assertThat(why.getRung()).isEqualTo("lower_precision");
    assertThat(why.getStage()).isEqualTo("final_optimized");
    assertThat(caller.events.get(0).getEstimator()).isEqualTo("classical");

    engine.shortfall = null;
    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    assertThat(next.stages()).isEqualTo(ALL);
    assertThat(next.events.get(5).hasDegraded()).isFalse();
    assertThat(engine.runs).hasValue(2);
  }
}
