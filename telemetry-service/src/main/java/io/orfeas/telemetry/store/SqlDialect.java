package io.orfeas.telemetry.store;

import java.util.Optional;

/**
 * Where databases differ.
 *
 * @param bytes column type of bytes
 * @param tableOptions what follows a table's definition
 * @param lock statement that makes writers wait for each other until the transaction ends, where
 *     starting one does not
 */
record SqlDialect(String bytes, String tableOptions, Optional<String> lock) {
  /** SQLite; transactions must be opened as immediate ones. */
  static final SqlDialect SQLITE = new SqlDialect("BLOB", "WITHOUT ROWID", Optional.empty());

  /** PostgreSQL. The lock's number is arbitrary; it only has to be the same for every writer. */
  static final SqlDialect POSTGRES =
      new SqlDialect("BYTEA", "", Optional.of("SELECT pg_advisory_xact_lock(7021977)"));
}
