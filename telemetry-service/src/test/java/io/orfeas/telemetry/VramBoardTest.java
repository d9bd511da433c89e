package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.v1.VramDevice;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VramBoardTest {
  private Instant now = Instant.EPOCH;
  private final VramBoard board = new VramBoard(() -> now);

  @Test
  void trend_restsOnTheLastSamplesOfTheDevice() {
    for (int i = 0; i < 30; i++) {
      board.add("r1", Reports.vram(Instant.EPOCH, i < 10 ? 0 : 500).build());
    }

    var trend = board.trend("r1", "cuda:0").orElseThrow();

    assertThat(trend.getSamples()).isEqualTo(20);
    assertThat(trend.getMeanPercent()).isEqualTo(50);
    assertThat(board.trend("r2", "cuda:0")).isEmpty();
  }

  @Test
  void devices_ofOneReplicaOrAll_areInOrder() {
    board.add("r2", Reports.vram(Instant.EPOCH, 1).build());
    board.add("r1", Reports.vram(Instant.EPOCH, 1).build());

    assertThat(board.devices("")).extracting(VramDevice::getReplica).containsExactly("r1", "r2");
    assertThat(board.devices("r2")).extracting(VramDevice::getReplica).containsExactly("r2");
    assertThat(board.devices("r1").get(0).hasTrend()).isFalse();
  }

  @Test
  void add_malformed_isIgnored() {
    board.add("r1", Reports.vram(Instant.EPOCH, 1).setTotalBytes(0).build());
    board.add("r1", Reports.vram(Instant.EPOCH, -1).build());
    board.add("r1", Reports.vram(Instant.EPOCH, 1).setDevice("x".repeat(65)).build());

    assertThat(board.devices("")).isEmpty();
  }

  @Test
  void devices_silentForAMinute_areForgotten() {
    board.add("gone", Reports.vram(Instant.EPOCH, 960).build());
    board.add("gone", Reports.vram(Instant.EPOCH, 960).build());
    board.add("here", Reports.vram(Instant.EPOCH, 1).build());
    now = now.plusSeconds(59);
    board.add("here", Reports.vram(Instant.EPOCH, 1).build());
    assertThat(board.trend("gone", "cuda:0")).isPresent();

    now = now.plusSeconds(2);

    assertThat(board.trend("gone", "cuda:0")).isEmpty();
    assertThat(board.devices("")).extracting(VramDevice::getReplica).containsExactly("here");
    board.add("gone", Reports.vram(Instant.EPOCH, 1).build());
    assertThat(board.devices("gone").get(0).hasTrend()).as("it begins anew").isFalse();
  }

  @Test
  void add_moreDevicesThanFit_forgetsTheOneSilentLongest() {
    for (int i = 0; i <= 1_024; i++) {
      board.add("r" + i, Reports.vram(Instant.EPOCH, 1).build());
    }

    assertThat(board.devices("")).hasSize(1_024);
    assertThat(board.devices("r0")).isEmpty();
  }
}
