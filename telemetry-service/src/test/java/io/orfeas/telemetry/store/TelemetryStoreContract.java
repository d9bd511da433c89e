package io.orfeas.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.RollupKey;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class TelemetryStoreContract {
  private static final long HOUR = 1_772_366_400;
  private static final Set<Signal> ALL_SIGNALS = EnumSet.allOf(Signal.class);
  private TelemetryStore store;

  /** A store with nothing in it. */
  abstract TelemetryStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  final TelemetryStore store() {
    return store;
  }

  @Test
  void read_whatWasAdded_comesBackWhole() {
    Rollup rollup = rollup(Resolution.MINUTE, View.DETAIL, HOUR, stage("mesh"), 1, 2, 3);

    store.add(List.of(rollup));

    List<Rollup> read = read(Resolution.MINUTE, View.DETAIL, HOUR, HOUR + 60, Selection.ALL);
    assertThat(read).extracting(Rollup::key).containsExactly(rollup.key());
    assertThat(read.get(0).distribution().count()).isEqualTo(3);
    assertThat(read.get(0).distribution().sum()).isEqualTo(6);
    assertThat(read.get(0).distribution().max()).isEqualTo(3);
  }

  @Test
  void add_again_mergesIntoWhatIsThere() {
    store.add(
        List.of(
            rollup(Resolution.HOUR, View.TOTAL, HOUR, stage("mesh"), 1),
            rollup(Resolution.HOUR, View.TOTAL, HOUR, stage("texture"), 10)));
    store.add(List.of(rollup(Resolution.HOUR, View.TOTAL, HOUR, stage("mesh"), 2, 3)));

    List<Rollup> read = read(Resolution.HOUR, View.TOTAL, HOUR, HOUR + 1, Selection.ALL);
    assertThat(read).hasSize(2);
    assertThat(read)
        .filteredOn(rollup -> rollup.key().series().name().equals("mesh"))
        .singleElement()
        .satisfies(rollup -> assertThat(rollup.distribution().sum()).isEqualTo(6));
  }

  @Test
  void add_nothing_changesNothing() {
    store.add(List.of());

    assertThat(read(Resolution.DAY, View.TOTAL, 0, Long.MAX_VALUE, Selection.ALL)).isEmpty();
  }

  @Test
  void add_byManyAtOnce_losesNothing() throws Exception {
    int writers = 4;
    int times = 10;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < writers * times; i++) {
        running.add(
            pool.submit(
                () -> store.add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)))));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(read(Resolution.DAY, View.TOTAL, 0, 1, Selection.ALL))
        .singleElement()
        .satisfies(rollup -> assertThat(rollup.distribution().count()).isEqualTo(writers * times));
  }

  @Test
  void read_otherBucketsViewsAndSignals_areLeftOut() {
    store.add(
        List.of(
            rollup(Resolution.MINUTE, View.TOTAL, HOUR - 60, stage("before"), 1),
            rollup(Resolution.MINUTE, View.TOTAL, HOUR, stage("in"), 1),
            rollup(Resolution.MINUTE, View.TOTAL, HOUR + 60, stage("after"), 1),
            rollup(Resolution.HOUR, View.TOTAL, HOUR, stage("coarser"), 1),
            rollup(Resolution.MINUTE, View.QUALITY, HOUR, stage("view"), 1),
            rollup(
                Resolution.MINUTE,
                View.TOTAL,
                HOUR,
                new Series(Signal.REQUEST, "hit", "ok", 7, "classical", "a"),
                1)));

    List<Rollup> read = new ArrayList<>();
    store.read(
        List.of(new Slice(Resolution.MINUTE, HOUR, HOUR + 60)),
        View.TOTAL,
        Selection.ALL,
        Set.of(Signal.STAGE),
        read::add);

    assertThat(read).extracting(rollup -> rollup.key().series().name()).containsExactly("in");
  }

  @Test
  void read_severalSlices_givesTheRowsOfEach() {
    store.add(
        List.of(
            rollup(Resolution.MINUTE, View.TOTAL, HOUR - 60, stage("minute"), 1),
            rollup(Resolution.HOUR, View.TOTAL, HOUR, stage("hour"), 1)));

    List<Rollup> read = new ArrayList<>();
    store.read(
        List.of(
            new Slice(Resolution.MINUTE, HOUR - 60, HOUR),
            new Slice(Resolution.HOUR, HOUR, HOUR + 3_600)),
        View.TOTAL,
        Selection.ALL,
        ALL_SIGNALS,
        read::add);

    assertThat(read).hasSize(2);
  }

  @Test
  void read_selection_limitsEstimatorQualityAndReplica() {
    for (String replica : List.of("a", "b")) {
      for (int quality : new int[] {3, 7}) {
        for (String estimator : List.of("classical", "onnx")) {
          Series series = new Series(Signal.STAGE, "mesh", "ok", quality, estimator, replica);
          store.add(List.of(rollup(Resolution.MINUTE, View.DETAIL, HOUR, series, 1)));
        }
      }
    }

    assertThat(selected(new Selection("onnx", 0, "a"))).isEqualTo(2);
    assertThat(selected(new Selection("onnx", 7, "a"))).isEqualTo(1);
    assertThat(selected(new Selection("", 7, "b"))).isEqualTo(2);
    assertThat(selected(new Selection("x'; DROP TABLE rollup_v1; --", 7, "b"))).isZero();
    assertThat(selected(Selection.ALL)).isEqualTo(8);
  }

  @Test
  void expire_forgetsEachResolutionAtItsAge() {
    Instant now = Instant.ofEpochSecond(HOUR);
    Duration retention = Duration.ofDays(30);
    for (Resolution resolution : Resolution.values()) {
      for (int days : new int[] {0, 5, 20, 40}) {
        long start = resolution.floor(HOUR - days * 86_400L);
        store.add(List.of(rollup(resolution, View.TOTAL, start, stage("mesh"), 1)));
      }
    }

    store.expire(now, retention);

    assertThat(read(Resolution.MINUTE, View.TOTAL, 0, HOUR + 1, Selection.ALL)).hasSize(1);
    assertThat(read(Resolution.HOUR, View.TOTAL, 0, HOUR + 1, Selection.ALL)).hasSize(2);
    assertThat(read(Resolution.DAY, View.TOTAL, 0, HOUR + 1, Selection.ALL)).hasSize(3);
  }

  @Test
  void report_put_isKeptReplacedAndForgotten() {
    LocalDate day = LocalDate.of(2026, 3, 1);
    assertThat(store.report(day)).isEmpty();

    store.putReport(day, new byte[] {1});
    store.putReport(day, new byte[] {2, 3});

    assertThat(store.report(day)).get().isEqualTo(new byte[] {2, 3});
    store.expire(Instant.parse("2026-03-20T00:00:00Z"), Duration.ofDays(30));
    assertThat(store.report(day)).isPresent();
    store.expire(Instant.parse("2026-04-20T00:00:00Z"), Duration.ofDays(30));
    assertThat(store.report(day)).isEmpty();
  }

  final List<Rollup> read(
      Resolution resolution, View view, long start, long end, Selection selection) {
    List<Rollup> read = new ArrayList<>();
    store.read(List.of(new Slice(resolution, start, end)), view, selection, ALL_SIGNALS, read::add);
    return read;
  }

  private int selected(Selection selection) {
    return read(Resolution.MINUTE, View.DETAIL, HOUR, HOUR + 1, selection).size();
  }

  static Series stage(String name) {
    return new Series(Signal.STAGE, name, "ok", 7, "classical", "a");
  }

  static Rollup rollup(
      Resolution resolution, View view, long start, Series series, double... values) {
    return new Rollup(new RollupKey(resolution, view, start, series), Distribution.of(values));
  }
}
