package io.orfeas.telemetry.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/**
 * The embedded store: an SQLite file with a write-ahead log, which several processes may share.
 *
 * <p>What was added survives a killed process. After a power failure the file is intact, but the
 * last additions may be missing: the log is not forced to the disk each time.
 */
public final class SqliteStores {
  private static final Logger logger = LoggerFactory.getLogger(SqliteStores.class);
  private static final String FILE = "telemetry.db";
  private static final int BUSY_MILLIS = 5_000;

  private SqliteStores() {}

  /**
   * Opens the store in a directory, which is made if it is missing. A file that is damaged is moved
   * aside, and a new one begun.
   *
   * @throws StoreException if the directory cannot be used
   */
  public static TelemetryStore open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(directory + ": cannot be made (expected: a directory to write)", e);
    }
    try {
      return openFile(file);
    } catch (StoreException e) {
      if (!isDamage(e)) {
        throw e;
      }
      moveAside(file, e);
      return openFile(file);
    }
  }

  private static TelemetryStore openFile(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_MILLIS);
    return JdbcTelemetryStore.open(
        "embedded (" + file + ")",
        SqlDialect.SQLITE,
        () -> config.createConnection("jdbc:sqlite:" + file));
  }

  private static boolean isDamage(StoreException failure) {
    return failure.getCause() instanceof SQLException e
        && (e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code
            || e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code);
  }

  private static void moveAside(Path file, StoreException damage) {
    Path aside = file.resolveSibling(FILE + ".damaged");
    logger.error(
        "{} is damaged: moved to {}, beginning a new one: {}", file, aside, damage.getMessage());
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      // A log that belongs to the damaged file must not be played into the new one.
      Files.deleteIfExists(file.resolveSibling(FILE + "-wal"));
      Files.deleteIfExists(file.resolveSibling(FILE + "-shm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
