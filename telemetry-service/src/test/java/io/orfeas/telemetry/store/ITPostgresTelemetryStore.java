package io.orfeas.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.View;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ITPostgresTelemetryStore extends TelemetryStoreContract {
  private static PostgresServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  TelemetryStore open() throws Exception {
    server.empty();
    return PostgresStores.open(server.url(), "", "");
  }

  @Test
  void add_byTwoServices_isSeenByBoth() {
    try (TelemetryStore other = PostgresStores.open(server.url(), "orfeas", "")) {
      store().add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));
      other.add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));

      assertThat(read(Resolution.DAY, View.TOTAL, 0, 1, Selection.ALL))
          .singleElement()
          .satisfies(rollup -> assertThat(rollup.distribution().count()).isEqualTo(2));
    }
  }

  @Test
  void add_afterTheServerDroppedItsConnections_worksAgain() throws Exception {
    store().add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));
    try (var connection = DriverManager.getConnection(server.url());
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
              + " 'orfeas-telemetry'");
    }

    store().add(List.of(rollup(Resolution.DAY, View.TOTAL, 0, stage("mesh"), 1)));

    assertThat(read(Resolution.DAY, View.TOTAL, 0, 1, Selection.ALL))
        .singleElement()
        .satisfies(rollup -> assertThat(rollup.distribution().count()).isEqualTo(2));
  }

  @Test
  void open_whereNothingListens_isRefused() {
    assertThatThrownBy(
            () -> PostgresStores.open("jdbc:postgresql://127.0.0.1:1/x?user=orfeas", "", ""))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("telemetry store: cannot");
  }
}
