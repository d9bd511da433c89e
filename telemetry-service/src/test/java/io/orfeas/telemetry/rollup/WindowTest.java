package io.orfeas.telemetry.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final Instant NOW = Instant.parse("2026-03-15T14:37:21Z");

  @Test
  void back_anyWindow_isCoveredOnceByBucketsThatAreKept() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      Instant end = NOW.minusSeconds(random.nextInt(2) * (long) random.nextInt(2_500_000));
      Duration length = Duration.ofSeconds(1 + random.nextInt(2_700_000));
      Window window = Window.back(end, length, NOW, RETENTION);

      assertThat(window.start()).isLessThan(window.end());
      assertThat(window.end()).isLessThanOrEqualTo(NOW.getEpochSecond());
      long covered = window.start();
      for (Slice slice : window.slices()) {
        assertThat(slice.start()).isEqualTo(covered);
        assertThat(slice.start() % slice.resolution().seconds()).isZero();
        assertThat(slice.start())
            .isGreaterThanOrEqualTo(slice.resolution().forgottenBefore(NOW, RETENTION));
        covered = slice.end();
      }
      assertThat(covered).isGreaterThanOrEqualTo(window.end());
    }
  }

  @Test
  void back_thirtyDays_readsFewBuckets() {
    Window window = Window.back(NOW, RETENTION, NOW, RETENTION);

    assertThat(buckets(window.slices())).isLessThan(150);
  }

  @Test
  void back_lastHour_isReadByMinutesThenHours() {
    Window window = Window.back(NOW, Duration.ofHours(1), NOW, RETENTION);

    assertThat(Instant.ofEpochSecond(window.start())).isEqualTo("2026-03-15T13:37:00Z");
    assertThat(window.end()).isEqualTo(NOW.getEpochSecond());
    assertThat(window.slices())
        .containsExactly(
            slice(Resolution.MINUTE, "2026-03-15T13:37:00Z", "2026-03-15T14:00:00Z"),
            slice(Resolution.HOUR, "2026-03-15T14:00:00Z", "2026-03-16T00:00:00Z"));
  }

  @Test
  void back_aPastDay_isOneBucket() {
    Window window =
        Window.back(Instant.parse("2026-03-15T00:00:00Z"), Duration.ofDays(1), NOW, RETENTION);

    assertThat(window.slices())
        .containsExactly(slice(Resolution.DAY, "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"));
  }

  @Test
  void back_longerThanKept_isCut() {
    Window window = Window.back(NOW, Duration.ofDays(3_000), NOW, RETENTION);

    assertThat(Instant.ofEpochSecond(window.start())).isEqualTo("2026-02-13T00:00:00Z");
  }

  @Test
  void until_liveWindow_includesTheSecondThatHasBegunAndAPastOneDoesNot() {
    Window live = Window.back(NOW, Duration.ofHours(1), NOW, RETENTION);
    Instant midnight = Instant.parse("2026-03-15T00:00:00Z");
    Window past = Window.back(midnight, Duration.ofDays(1), NOW, RETENTION);

    assertThat(live.isLive()).isTrue();
    assertThat(live.until()).isEqualTo(NOW.getEpochSecond() + 1);
    assertThat(past.isLive()).isFalse();
    assertThat(past.until()).isEqualTo(midnight.getEpochSecond());
    assertThat(past.points(NOW, RETENTION).end()).isEqualTo(midnight.getEpochSecond());
  }

  @Test
  void points_dependOnLengthAndAge() {
    assertThat(points(NOW, Duration.ofHours(1))).isEqualTo(Resolution.MINUTE);
    assertThat(points(NOW, Duration.ofDays(1))).isEqualTo(Resolution.HOUR);
    assertThat(points(NOW.minus(Duration.ofDays(3)), Duration.ofHours(1)))
        .isEqualTo(Resolution.HOUR);
    assertThat(points(NOW, Duration.ofDays(20))).isEqualTo(Resolution.DAY);
  }

  private static Resolution points(Instant end, Duration length) {
    return Window.back(end, length, NOW, RETENTION).points(NOW, RETENTION).resolution();
  }

  private static long buckets(List<Slice> slices) {
    return slices.stream()
        .mapToLong(slice -> (slice.end() - slice.start()) / slice.resolution().seconds())
        .sum();
  }

  private static Slice slice(Resolution resolution, String start, String end) {
    return new Slice(
        resolution, Instant.parse(start).getEpochSecond(), Instant.parse(end).getEpochSecond());
  }
}
