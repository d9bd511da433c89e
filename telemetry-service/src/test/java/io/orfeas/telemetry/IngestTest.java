package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import io.orfeas.telemetry.store.MemoryTelemetryStore;
import io.orfeas.telemetry.store.TelemetryStore;
import io.orfeas.telemetry.v1.RecordLosses;
import io.orfeas.telemetry.v1.ReportRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IngestTest {
  private static final Map<String, String> SETTINGS =
      Map.of("ORFEAS_TELEMETRY_QUEUE_RECORDS", "10000", "ORFEAS_TELEMETRY_FLUSH_INTERVAL", "100ms");

  @Test
  void close_storesAllThatWaits() {
    TelemetryStore store = new MemoryTelemetryStore();
    Ingest ingest = start(store);
    for (int i = 0; i < 10; i++) {
      assertThat(ingest.offer(batch(100))).isTrue();
    }

    ingest.close();

    assertThat(stored(store)).isEqualTo(1_000);
    assertThat(ingest.losses().total(Losses.Kind.OVERFLOW)).isZero();
  }

  @Test
  void offer_whileTheStoreHangs_dropsAndCountsButNeverWaits() throws Exception {
    FakeStore store = new FakeStore();
    Ingest ingest = start(store);
    ingest.offer(batch(1));
    store.reached.await();

    int taken = 0;
    for (int i = 0; i < 50; i++) {
      taken += ingest.offer(batch(1_000)) ? 1 : 0;
    }

    assertThat(taken).isEqualTo(10);
    assertThat(ingest.losses().total(Losses.Kind.OVERFLOW)).isEqualTo(40_000);
    store.pass.release(1_000);
    ingest.close();
    assertThat(stored(store.kept)).isEqualTo(10_001);
  }

  @Test
  void flush_failingStore_isTriedAgainWithoutLoss() throws Exception {
    FakeStore store = new FakeStore();
    store.failures.set(3);
    store.pass.release(1_000);
    Ingest ingest = start(store);
    ingest.offer(batch(5));
    store.succeeded.await();

    ingest.close();

    assertThat(stored(store.kept)).isEqualTo(5);
  }

  @Test
  void offer_afterClose_isDropped() {
    Ingest ingest = start(new MemoryTelemetryStore());
    ingest.close();

    assertThat(ingest.offer(batch(7))).isFalse();
    assertThat(ingest.losses().total(Losses.Kind.OVERFLOW)).isEqualTo(7);
  }

  @Test
  void losses_areCountedByKindAndTime() {
    Instant now = Instant.parse("2026-03-15T14:00:30Z");
    Ingest ingest =
        Ingest.start(
            new MemoryTelemetryStore(),
            TelemetryConfig.read(
                Env.of(
                    Map.of(
                        "ORFEAS_TELEMETRY_MAX_SERIES", "100",
                        "ORFEAS_TELEMETRY_FLUSH_INTERVAL", "1m"))),
            new TelemetryMetrics(new Metrics()),
            Clock.fixed(now, ZoneOffset.UTC));
    for (int i = 0; i < 500; i++) {
      ingest.offer(ReportReader.read(Reports.stages("r" + i, 1, 1), now));
    }
    ReportRequest malformed =
        ReportRequest.newBuilder().setReplica("r").addStages(Reports.stage(-1)).build();
    ingest.offer(ReportReader.read(malformed, now));
    ingest.close();
    ingest.offer(batch(7));

    RecordLosses losses = ingest.losses().within(now.getEpochSecond() - 60, now.getEpochSecond());

    assertThat(losses.getOverflowRecords()).isEqualTo(7);
    assertThat(losses.getMalformedRecords()).isOne();
    assertThat(losses.getRefusedObservations()).isPositive();
    long hourAgo = now.getEpochSecond() - 3_600;
    assertThat(ingest.losses().within(hourAgo - 3_600, hourAgo))
        .isEqualTo(RecordLosses.getDefaultInstance());
  }

  private static Ingest start(TelemetryStore store) {
    TelemetryConfig config = TelemetryConfig.read(Env.of(SETTINGS));
    return Ingest.start(store, config, new TelemetryMetrics(new Metrics()), Clock.systemUTC());
  }

  private static Batch batch(int records) {
    return ReportReader.read(Reports.stages("r1", records, 1), Instant.now());
  }

  private static long stored(TelemetryStore store) {
    long[] count = {0};
    store.read(
        List.of(new Slice(Resolution.DAY, 0, Long.MAX_VALUE)),
        View.TOTAL,
        Selection.ALL,
        Set.of(Signal.STAGE),
        rollup -> count[0] += rollup.distribution().count());
    return count[0];
  }

  /** A store that lets an addition through when told, and fails as often as told. */
  private static final class FakeStore implements TelemetryStore {
    private final TelemetryStore kept = new MemoryTelemetryStore();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch succeeded = new CountDownLatch(1);
    private final Semaphore pass = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public void add(List<Rollup> rollups) {
      reached.countDown();
      pass.acquireUninterruptibly();
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("no");
      }
      kept.add(rollups);
      succeeded.countDown();
    }

    @Override
    public void read(
        List<Slice> slices,
        View view,
        Selection selection,
        Set<Signal> signals,
        Consumer<Rollup> sink) {}

    @Override
    public void expire(Instant now, Duration retention) {}

    @Override
    public void putReport(LocalDate day, byte[] report) {}

    @Override
    public Optional<byte[]> report(LocalDate day) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
