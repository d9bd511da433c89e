package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.RollupKey;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Merges rollups into their rows, within the caller's transaction: reads the few buckets they are
 * in, one query each, and writes all rows in one batch.
 */
final class RollupWriter {
  private RollupWriter() {}

  static void merge(Connection connection, List<Rollup> rollups) throws SQLException {
    Map<RollupKey, byte[]> kept = readKept(connection, rollups);
    try (PreparedStatement upsert = connection.prepareStatement(RollupRows.UPSERT)) {
      for (Rollup rollup : rollups) {
        RollupRows.bind(upsert, rollup.key(), merged(rollup, kept));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static byte[] merged(Rollup rollup, Map<RollupKey, byte[]> kept) {
    byte[] before = kept.get(rollup.key());
    if (before == null) {
      return rollup.distribution().encode();
    }
    Distribution both = Distribution.decode(before);
    both.merge(rollup.distribution());
    return both.encode();
  }

  private static Map<RollupKey, byte[]> readKept(Connection connection, List<Rollup> rollups)
      throws SQLException {
    Set<RollupKey> wanted = rollups.stream().map(Rollup::key).collect(Collectors.toSet());
    Set<Bucket> buckets = rollups.stream().map(Bucket::of).collect(Collectors.toSet());
    Map<RollupKey, byte[]> kept = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(RollupRows.SELECT)) {
      for (Bucket bucket : buckets) {
        RollupRows.bind(select, bucket.slice(), bucket.view);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            RollupKey key = RollupRows.key(rows, bucket.resolution, bucket.view);
            if (wanted.contains(key)) {
              kept.put(key, RollupRows.data(rows));
            }
          }
        }
      }
    }
    return kept;
  }

  private record Bucket(Resolution resolution, View view, long start) {
    static Bucket of(Rollup rollup) {
      return new Bucket(rollup.key().resolution(), rollup.key().view(), rollup.key().start());
    }

    Slice slice() {
      return new Slice(resolution, start, start + 1);
    }
  }
}
