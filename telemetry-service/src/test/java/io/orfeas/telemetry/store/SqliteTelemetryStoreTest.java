package io.orfeas.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTelemetryStoreTest extends TelemetryStoreContract {
  @TempDir Path directory;

  @Override
  TelemetryStore open() {
    return SqliteStores.open(directory);
  }

  @Test
  void open_again_findsWhatWasAdded() {
    store().add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));
    store().close();

    try (TelemetryStore again = SqliteStores.open(directory)) {
      again.add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 2)));
    }
    try (TelemetryStore other = SqliteStores.open(directory)) {
      double[] sum = {0};
      other.read(
          List.of(new Slice(Resolution.DAY, 0, 1)),
          View.TOTAL,
          Selection.ALL,
          Set.of(Signal.STAGE),
          rollup -> sum[0] += rollup.distribution().sum());
      assertThat(sum[0]).isEqualTo(3);
    }
  }

  @Test
  void add_byTwoStoresOnOneFile_isSeenByBoth() {
    try (TelemetryStore other = SqliteStores.open(directory)) {
      store().add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));
      other.add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));

      assertThat(read(Resolution.DAY, View.TOTAL, 0, 1, Selection.ALL))
          .singleElement()
          .satisfies(rollup -> assertThat(rollup.distribution().count()).isEqualTo(2));
    }
  }

  @Test
  void open_damagedFile_movesItAsideAndBegins(@TempDir Path other) throws Exception {
    Files.writeString(other.resolve("telemetry.db"), "this is no database ".repeat(100));

    try (TelemetryStore fresh = SqliteStores.open(other)) {
      fresh.add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));
    }

    assertThat(other.resolve("telemetry.db.damaged")).exists();
  }

  @Test
  void open_whereNoDirectoryCanBe_isRefused(@TempDir Path other) throws Exception {
    Path file = Files.writeString(other.resolve("file"), "x");

    assertThatThrownBy(() -> SqliteStores.open(file.resolve("sub")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("expected: a directory to write");
  }

  @Test
  void use_afterClose_isRefused() {
    store().close();

    assertThatThrownBy(() -> store().report(LocalDate.EPOCH))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }
}
