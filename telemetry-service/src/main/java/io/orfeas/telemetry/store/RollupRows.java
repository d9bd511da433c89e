package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.RollupKey;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rollups as rows of a table. The table's name carries the version of its layout. */
final class RollupRows {
  /** The rollups of a slice in a view. */
  static final String SELECT =
      "SELECT start, signal, name, outcome, quality, estimator, replica, data FROM rollup_v1"
          + " WHERE resolution = ? AND view = ? AND start >= ? AND start < ?";

  /** Keeps a rollup in place of the one that is there. */
  static final String UPSERT =
      "INSERT INTO rollup_v1 (resolution, view, start, signal, name, outcome, quality, estimator,"
          + " replica, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (resolution, view, start, signal, name, outcome, quality, estimator,"
          + " replica) DO UPDATE SET data = excluded.data";

  /** Forgets the buckets of a resolution that start before a time. */
  static final String EXPIRE = "DELETE FROM rollup_v1 WHERE resolution = ? AND start < ?";

  private RollupRows() {}

  static String createTable(SqlDialect dialect) {
    return "CREATE TABLE IF NOT EXISTS rollup_v1 (resolution INTEGER NOT NULL, view INTEGER NOT"
        + " NULL, start BIGINT NOT NULL, signal INTEGER NOT NULL, name TEXT NOT NULL, outcome TEXT"
        + " NOT NULL, quality INTEGER NOT NULL, estimator TEXT NOT NULL, replica TEXT NOT NULL,"
        + " data "
        + dialect.bytes()
        + " NOT NULL, PRIMARY KEY (resolution, view, start, signal, name, outcome, quality,"
        + " estimator, replica)) "
        + dialect.tableOptions();
  }

  static void bind(PreparedStatement select, Slice slice, View view) throws SQLException {
    select.setInt(1, slice.resolution().code());
    select.setInt(2, view.code());
    select.setLong(3, slice.start());
    select.setLong(4, slice.end());
  }

  static RollupKey key(ResultSet row, Resolution resolution, View view) throws SQLException {
    Series series =
        new Series(
            Signal.ofCode(row.getInt(2)),
            row.getString(3),
            row.getString(4),
            row.getInt(5),
            row.getString(6),
            row.getString(7));
    return new RollupKey(resolution, view, row.getLong(1), series);
  }

  static byte[] data(ResultSet row) throws SQLException {
    return row.getBytes(8);
  }

  static void bind(PreparedStatement upsert, RollupKey key, byte[] data) throws SQLException {
    Series series = key.series();
    upsert.setInt(1, key.resolution().code());
    upsert.setInt(2, key.view().code());
    upsert.setLong(3, key.start());
    upsert.setInt(4, series.signal().code());
    upsert.setString(5, series.name());
    upsert.setString(6, series.outcome());
    upsert.setInt(7, series.quality());
    upsert.setString(8, series.estimator());
    upsert.setString(9, series.replica());
    upsert.setBytes(10, data);
  }
}
