package io.orfeas.telemetry.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  private static final long NOON = 1_772_366_400;

  @Test
  void rollups_ofOneObservation_areInEveryViewAndResolution() {
    Accumulator accumulator = new Accumulator(10);
    accumulator.add(new Observation(stage("a"), NOON + 61, 2));

    List<Rollup> rollups = accumulator.rollups();

    assertThat(rollups).hasSize(View.values().length * Resolution.values().length);
    assertThat(rollups).allSatisfy(rollup -> assertThat(rollup.distribution().count()).isOne());
    assertThat(rollups)
        .extracting(Rollup::key)
        .contains(
            new RollupKey(
                Resolution.MINUTE,
                View.TOTAL,
                NOON + 60,
                new Series(Signal.STAGE, "mesh", "ok", 0, "", "")),
            new RollupKey(Resolution.DAY, View.DETAIL, NOON - 43_200, stage("a")));
  }

  @Test
  void rollups_ofTwoReplicas_meetInTheTotal() {
    Accumulator accumulator = new Accumulator(10);
    accumulator.add(new Observation(stage("a"), NOON, 1));
    accumulator.add(new Observation(stage("b"), NOON, 3));

    assertThat(accumulator.rollups())
        .filteredOn(rollup -> rollup.key().view() == View.TOTAL)
        .allSatisfy(rollup -> assertThat(rollup.distribution().sum()).isEqualTo(4));
  }

  @Test
  void rollups_ofDeviceMemory_areNotAddedUpOverReplicas() {
    Accumulator accumulator = new Accumulator(10);
    accumulator.add(
        new Observation(new Series(Signal.VRAM_USED, "cuda:0", "", 0, "", "a"), NOON, 1));

    assertThat(accumulator.rollups())
        .isNotEmpty()
        .allSatisfy(rollup -> assertThat(rollup.key().view()).isEqualTo(View.REPLICA));
  }

  @Test
  void add_beyondTheLimit_isRefusedButKnownSeriesGoOn() {
    Accumulator accumulator = new Accumulator(1);

    assertThat(accumulator.add(new Observation(stage("a"), NOON, 1))).isTrue();
    assertThat(accumulator.add(new Observation(stage("b"), NOON, 1))).isFalse();
    assertThat(accumulator.add(new Observation(stage("a"), NOON + 60, 1))).isFalse();
    assertThat(accumulator.add(new Observation(stage("a"), NOON + 59, 1))).isTrue();
    assertThat(accumulator.size()).isOne();
  }

  @Test
  void clear_forgetsEverything() {
    Accumulator accumulator = new Accumulator(1);
    accumulator.add(new Observation(stage("a"), NOON, 1));

    accumulator.clear();

    assertThat(accumulator.rollups()).isEmpty();
  }

  private static Series stage(String replica) {
    return new Series(Signal.STAGE, "mesh", "ok", 7, "classical", replica);
  }
}
