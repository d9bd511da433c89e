package io.orfeas.telemetry.store;

import java.sql.DriverManager;
import java.util.Properties;

/** The PostgreSQL store, which any number of telemetry-services may share. */
public final class PostgresStores {
  private static final String CONNECT_SECONDS = "5";
  private static final String ANSWER_SECONDS = "30";

  private PostgresStores() {}

  /**
   * Opens the store and makes its tables where they are missing.
   *
   * @param url for example {@code jdbc:postgresql://db:5432/orfeas}
   * @param user blank for what the URL says
   * @param password blank for what the URL says
   * @throws StoreException if the database cannot be reached
   */
  public static TelemetryStore open(String url, String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "orfeas-telemetry");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    properties.setProperty("reWriteBatchedInserts", "true");
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return JdbcTelemetryStore.open(
        "postgres", SqlDialect.POSTGRES, () -> DriverManager.getConnection(url, properties));
  }
}
