package io.orfeas.access;

import io.orfeas.runtime.Env;
import io.orfeas.runtime.redis.RedisSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of access control, read once from the environment.
 *
 * @param mode whether callers are known
 * @param anonymousAnywhere whether a door may be open to strangers on an address that is not
 *     loopback
 * @param origins web pages that may use a door on which {@link #isForThisMachine}
 * @param keyFile the agents' keys
 * @param masterKeyFile what their secrets are sealed with
 * @param keyReload how often at most the key file is looked at
 * @param window how far a request's timestamp may be off
 * @param nonceCapacity nonces remembered at once
 * @param limits how often
 * @param shared where replicas count together; empty for each on its own, and where an edge in
 *     front has counted
 * @param audit where it is written down
 */
public record AccessConfig(
    Mode mode,
    boolean anonymousAnywhere,
    Pattern origins,
    Path keyFile,
    Path masterKeyFile,
    Duration keyReload,
    Duration window,
    int nonceCapacity,
    Limits limits,
    Optional<RedisSettings> shared,
    Audit audit) {
  private static final String MODE = "ORFEAS_ACCESS";

  /** Whether callers are known. */
  public enum Mode {
    /** Anyone may do anything: for one machine. */
    ANONYMOUS,
    /** Requests are signed by agents, or bear a token that the door has verified. */
    KEYS,
    /**
     * An edge in front has asked already who calls, and how often: it is believed, and nobody else
     * may reach this door.
     */
    UPSTREAM
  }

  /**
   * How often.
   *
   * @param addressPerHour requests of one client address; an IPv6 client is its /64
   * @param agentPerMinute requests of one agent, unless its key says otherwise
   * @param failuresPerMinute failed authentications of one address before it is not listened to
   * @param tracked addresses and agents counted at once
   */
  public record Limits(
      long addressPerHour, long agentPerMinute, long failuresPerMinute, int tracked) {}

  /**
   * Where it is written down.
   *
   * @param file today's file
   * @param retentionDays how long older files are kept
   * @param fileBytes length at which a file is closed before the day ends
   * @param totalBytes of all older files together
   */
  public record Audit(Path file, int retentionDays, long fileBytes, long totalBytes) {}

  /** Reads the settings; problems are noted in {@code env}. */
  public static AccessConfig read(Env env) {
    return read(env, env.choice(MODE, "anonymous", "anonymous", "keys"));
  }

  /** The same for an edge, which may stand behind another one. */
  public static AccessConfig readForEdge(Env env) {
    return read(env, env.choice(MODE, "anonymous", "anonymous", "keys", "upstream"));
  }

  private static AccessConfig read(Env env, String mode) {
    Path folder = env.path("XDG_CONFIG_HOME", home(".config")).resolve("orfeas");
    Path state = env.path("XDG_STATE_HOME", home(".local/state")).resolve("orfeas");
    Mode kind = Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    boolean anywhere = env.flag("ORFEAS_ANONYMOUS_ANYWHERE", false);
    return new AccessConfig(
        kind,
        anywhere,
        Origins.read(env, kind == Mode.ANONYMOUS && !anywhere),
        env.path("ORFEAS_KEY_FILE", folder.resolve("keys.json")),
        env.path("ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key")),
        env.duration("ORFEAS_KEY_RELOAD", Duration.ofSeconds(2)),
        env.duration("ORFEAS_SIGNATURE_WINDOW", Duration.ofMinutes(5)),
        env.integer("ORFEAS_NONCE_CAPACITY", 200_000, 1, 10_000_000),
        new Limits(
            env.integer("ORFEAS_LIMIT_ADDRESS_PER_HOUR", 1000, 1, 1_000_000_000),
            env.integer("ORFEAS_LIMIT_AGENT_PER_MINUTE", 100, 1, 1_000_000_000),
            env.integer("ORFEAS_LIMIT_FAILURES_PER_MINUTE", 10, 1, 1_000_000),
            env.integer("ORFEAS_LIMIT_TRACKED", 100_000, 1, 10_000_000)),
        shared(env, kind),
        new Audit(
            env.path("ORFEAS_AUDIT_FILE", state.resolve("audit.jsonl")),
            env.integer("ORFEAS_AUDIT_DAYS", 90, 1, 3650),
            env.bytes("ORFEAS_AUDIT_FILE_BYTES", 64L << 20),
            env.bytes("ORFEAS_AUDIT_TOTAL_BYTES", 4L << 30)));
  }

  /** Whether being on this machine is all that a caller has to show. */
  public boolean isForThisMachine() {
    return mode == Mode.ANONYMOUS && !anonymousAnywhere;
  }

  /** Problems with listening on the given address; empty when there are none. */
  public List<String> problemsAt(String host) {
    if (!isForThisMachine() || isLoopback(host)) {
      return List.of();
    }
    return List.of(
        ("host: %s (expected: a loopback address, because anyone who reaches it could use this edge;"
                + " or ORFEAS_ACCESS=keys with keys from `orfeas keys create`;"
                + " or, on a network you trust, ORFEAS_ANONYMOUS_ANYWHERE=true)")
            .formatted(host));
  }

  private static Optional<RedisSettings> shared(Env env, Mode mode) {
    String store = env.choice("ORFEAS_ACCESS_STORE", "local", "local", "redis");
    return store.equals("local") || mode == Mode.UPSTREAM
        ? Optional.empty()
        : Optional.of(RedisSettings.read(env));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static Path home(String folder) {
    return Path.of(System.getProperty("user.home"), folder);
  }
}
