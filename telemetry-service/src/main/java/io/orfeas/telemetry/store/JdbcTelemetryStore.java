package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps rollups in a relational database, one row each with the distribution as bytes.
 *
 * <p>Writers, of this process or another, wait for each other; readers never wait. Rows lie in the
 * order of their key, so that a question reads one run of rows per slice.
 */
final class JdbcTelemetryStore implements TelemetryStore {
  private final String name;
  private final SqlDialect dialect;
  private final Connections connections;

  private JdbcTelemetryStore(String name, SqlDialect dialect, Connections connections) {
    this.name = name;
    this.dialect = dialect;
    this.connections = connections;
  }

  /**
   * Opens a store, and makes its tables where they are missing.
   *
   * @throws StoreException if the database cannot be used
   */
  static JdbcTelemetryStore open(String name, SqlDialect dialect, Connections.Opener opener) {
    JdbcTelemetryStore store = new JdbcTelemetryStore(name, dialect, new Connections(opener));
    try {
      store.connections.transact("make its tables", store::createTables);
    } catch (StoreException e) {
      store.close();
      throw e;
    }
    return store;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void add(List<Rollup> rollups) {
    if (rollups.isEmpty()) {
      return;
    }
    connections.transact(
        "add rollups",
        connection -> {
          lock(connection);
          RollupWriter.merge(connection, rollups);
        });
  }

  @Override
  public void read(
      List<Slice> slices,
      View view,
      Selection selection,
      Set<Signal> signals,
      Consumer<Rollup> sink) {
    connections.call(
        "read rollups",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RollupRows.SELECT)) {
            for (Slice slice : slices) {
              read(statement, slice, view, selection, signals, sink);
            }
          }
          return true;
        });
  }

  @Override
  public void expire(Instant now, Duration retention) {
    connections.transact(
        "forget what is old",
        connection -> {
          lock(connection);
          try (PreparedStatement statement = connection.prepareStatement(RollupRows.EXPIRE)) {
            for (Resolution resolution : Resolution.values()) {
              statement.setInt(1, resolution.code());
              statement.setLong(2, resolution.forgottenBefore(now, retention));
              statement.executeUpdate();
            }
          }
          try (PreparedStatement statement =
              connection.prepareStatement("DELETE FROM health_report WHERE day < ?")) {
            statement.setString(
                1, LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC).toString());
            statement.executeUpdate();
          }
        });
  }

  @Override
  public void putReport(LocalDate day, byte[] report) {
    connections.call(
        "keep a report",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "INSERT INTO health_report (day, data) VALUES (?, ?)"
                      + " ON CONFLICT (day) DO UPDATE SET data = excluded.data")) {
            statement.setString(1, day.toString());
            statement.setBytes(2, report);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public Optional<byte[]> report(LocalDate day) {
    return connections.call(
        "read a report",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT data FROM health_report WHERE day = ?")) {
            statement.setString(1, day.toString());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public void close() {
    connections.close();
  }

  private static void read(
      PreparedStatement statement,
      Slice slice,
      View view,
      Selection selection,
      Set<Signal> signals,
      Consumer<Rollup> sink)
      throws SQLException {
    RollupRows.bind(statement, slice, view);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        var key = RollupRows.key(rows, slice.resolution(), view);
        if (signals.contains(key.series().signal()) && selection.matches(key.series())) {
          sink.accept(new Rollup(key, Distribution.decode(RollupRows.data(rows))));
        }
      }
    }
  }

  private void lock(Connection connection) throws SQLException {
    if (dialect.lock().isPresent()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(dialect.lock().get());
      }
    }
  }

  private void createTables(Connection connection) throws SQLException {
    lock(connection);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(RollupRows.createTable(dialect));
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS health_report (day TEXT PRIMARY KEY, data "
              + dialect.bytes()
              + " NOT NULL)");
    }
  }
}
