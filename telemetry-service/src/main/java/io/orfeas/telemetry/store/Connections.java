package io.orfeas.telemetry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * A few database connections, opened when needed and used again. A connection on which anything
 * failed is closed, never used again.
 */
final class Connections implements AutoCloseable {
  private static final int MAX_OPEN = 4;
  private static final int VALIDATION_SECONDS = 2;

  private final Opener opener;
  private final Semaphore permits = new Semaphore(MAX_OPEN, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Connections(Opener opener) {
    this.opener = opener;
  }

  /** Does something with a connection in auto-commit mode. */
  <T> T call(String what, Work<T> work) {
    permits.acquireUninterruptibly();
    try {
      Connection connection = take();
      boolean whole = false;
      try {
        T result = work.with(connection);
        whole = true;
        return result;
      } finally {
        giveBack(connection, whole);
      }
    } catch (SQLException e) {
      throw new StoreException("telemetry store: cannot " + what + ": " + e.getMessage(), e);
    } finally {
      permits.release();
    }
  }

  /** Does something in one transaction, which is rolled back if it throws. */
  void transact(String what, Statements statements) {
    call(
        what,
        connection -> {
          connection.setAutoCommit(false);
          statements.run(connection);
          connection.commit();
          connection.setAutoCommit(true);
          return true;
        });
  }

  @Override
  public void close() {
    closed = true;
    Connection connection;
    while ((connection = idle.poll()) != null) {
      closeQuietly(connection);
    }
  }

  private Connection take() throws SQLException {
    if (closed) {
      throw new SQLException("closed");
    }
    Connection connection;
    while ((connection = idle.poll()) != null) {
      if (connection.isValid(VALIDATION_SECONDS)) {
        return connection;
      }
      closeQuietly(connection);
    }
    return opener.open();
  }

  private void giveBack(Connection connection, boolean whole) {
    if (whole && !closed) {
      idle.push(connection);
    } else {
      // Closing ends a transaction that is under way without keeping it.
      closeQuietly(connection);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException unusable) {
      // It is given up either way.
    }
  }

  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  @FunctionalInterface
  interface Statements {
    void run(Connection connection) throws SQLException;
  }
}
