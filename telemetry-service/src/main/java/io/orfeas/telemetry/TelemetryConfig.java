package io.orfeas.telemetry;

import io.orfeas.runtime.Env;
import io.orfeas.runtime.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The configuration of the telemetry-service.
 *
 * @param server where it listens, and its bounds
 * @param store where rollups are kept
 * @param directory of the embedded store
 * @param postgres how to reach PostgreSQL, where that is the store
 * @param retention for how long anything is kept
 * @param flushInterval between additions to the store: how far figures lag behind
 * @param queueRecords most records that wait to be counted; more are dropped
 * @param maxSeries most distinct series per flush; observations of more are dropped
 */
public record TelemetryConfig(
    ServerSettings server,
    Store store,
    Path directory,
    Postgres postgres,
    Duration retention,
    Duration flushInterval,
    int queueRecords,
    int maxSeries) {
  private static final int DEFAULT_PORT = 9093;
  private static final int DAYS = 30;

  /** Reads the {@code ORFEAS_TELEMETRY_*} variables; problems are left for {@link Env#check()}. */
  public static TelemetryConfig read(Env env) {
    Store store =
        Store.valueOf(
            env.choice("ORFEAS_TELEMETRY_STORE", "embedded", "embedded", "postgres", "memory")
                .toUpperCase(Locale.ROOT));
    TelemetryConfig config =
        new TelemetryConfig(
            ServerSettings.read(env, "ORFEAS_TELEMETRY", DEFAULT_PORT),
            store,
            env.path("ORFEAS_TELEMETRY_DIR", defaultDirectory(env)),
            Postgres.read(env),
            env.duration("ORFEAS_TELEMETRY_RETENTION", Duration.ofDays(DAYS)),
            env.duration("ORFEAS_TELEMETRY_FLUSH_INTERVAL", Duration.ofSeconds(1)),
            env.integer("ORFEAS_TELEMETRY_QUEUE_RECORDS", 200_000, 10_000, 10_000_000),
            env.integer("ORFEAS_TELEMETRY_MAX_SERIES", 10_000, 100, 1_000_000));
    config.checkTogether(env);
    return config;
  }

  private void checkTogether(Env env) {
    if (store == Store.POSTGRES && !postgres.url.startsWith("jdbc:postgresql:")) {
      env.problem(
          "ORFEAS_TELEMETRY_POSTGRES_URL: "
              + postgres.url
              + " (expected: jdbc:postgresql://host:port/database)");
    }
    within(env, "ORFEAS_TELEMETRY_RETENTION", retention, Duration.ofDays(1), Duration.ofDays(366));
    within(
        env,
        "ORFEAS_TELEMETRY_FLUSH_INTERVAL",
        flushInterval,
        Duration.ofMillis(100),
        Duration.ofMinutes(1));
  }

  private static void within(Env env, String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      env.problem("%s: %s (expected: %s..%s)".formatted(name, value, min, max));
    }
  }

  private static Path defaultDirectory(Env env) {
    Path home = Path.of(System.getProperty("user.home"), ".local", "state");
    return env.path("XDG_STATE_HOME", home).resolve("orfeas");
  }

  /** Where rollups are kept. */
  public enum Store {
    /** A database file in the directory. */
    EMBEDDED,
    /** A PostgreSQL database, which several telemetry-services may share. */
    POSTGRES,
    /** Memory, until the process ends. */
    MEMORY
  }

  /**
   * How to reach PostgreSQL.
   *
   * @param url JDBC URL
   * @param user blank for what the URL says
   * @param password blank for what the URL says
   */
  public record Postgres(String url, String user, String password) {
    private static Postgres read(Env env) {
      return new Postgres(
          env.string("ORFEAS_TELEMETRY_POSTGRES_URL", ""),
          env.string("ORFEAS_TELEMETRY_POSTGRES_USER", ""),
          env.string("ORFEAS_TELEMETRY_POSTGRES_PASSWORD", ""));
    }

    /** Without the password, which must not reach a log. */
    @Override
    public String toString() {
      return "Postgres[user=" + user + "]";
    }
  }
}
