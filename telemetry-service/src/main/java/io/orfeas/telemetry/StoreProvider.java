package io.orfeas.telemetry;

import io.orfeas.telemetry.TelemetryConfig.Postgres;
import io.orfeas.telemetry.store.MemoryTelemetryStore;
import io.orfeas.telemetry.store.PostgresStores;
import io.orfeas.telemetry.store.SqliteStores;
import io.orfeas.telemetry.store.StoreException;
import io.orfeas.telemetry.store.TelemetryStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store that the configuration names, once, at start. */
final class StoreProvider {
  private static final Logger logger = LoggerFactory.getLogger(StoreProvider.class);

  private StoreProvider() {}

  /**
   * Opens the store. Where no file can be kept, the embedded one gives way to memory, and the log
   * says why; PostgreSQL does not, since figures would end up apart from those of other services.
   *
   * @throws StoreException if PostgreSQL was asked for and cannot be reached
   */
  static TelemetryStore open(TelemetryConfig config) {
    TelemetryStore store =
        switch (config.store()) {
          case EMBEDDED -> embedded(config);
          case POSTGRES -> postgres(config.postgres());
          case MEMORY -> new MemoryTelemetryStore();
        };
    logger.info("telemetry store: {}, kept for {}", store.name(), config.retention());
    return store;
  }

  private static TelemetryStore embedded(TelemetryConfig config) {
    try {
      return SqliteStores.open(config.directory());
    } catch (StoreException e) {
      logger.warn("telemetry store: {} refused, keeping figures in memory", config.directory(), e);
      return new MemoryTelemetryStore();
    }
  }

  private static TelemetryStore postgres(Postgres postgres) {
    return PostgresStores.open(postgres.url(), postgres.user(), postgres.password());
  }
}
