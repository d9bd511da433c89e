package io.orfeas.launcher.cli;

import io.orfeas.access.AccessConfig;
import io.orfeas.access.Permissions;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.key.PrivateFile;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.v1.AgentKey;
import io.orfeas.access.v1.Permission;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.ProtoTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas keys}: agents' keys. Servers that run notice what changes here. */
@Command(
    name = "keys",
    description = "Makes, rotates, revokes and lists the keys that agents sign requests with.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      description = "Makes a key, and writes it to a file that only you can read.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "AGENT", description = "Who the key is for.") String agent,
      @Option(
              names = "--permission",
              paramLabel = "NAME",
              split = ",",
              description =
                  "generate, artifacts-read, cache-read, cache-admin, telemetry-read."
                      + " Default: all but cache-admin.")
          @Nullable List<String> permissions,
      @Option(names = "--days", description = "Until it expires. Default: 90.")
          @Nullable Integer days,
      @Option(
              names = "--per-minute",
              paramLabel = "N",
              description = "Requests per minute. Default: the server's.")
          int perMinute,
      @Option(
              names = "--per-day",
              paramLabel = "N",
              description = "Generations per day. Default: as many as the rate allows.")
          long perDay,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              description = "Where the key goes. Default: AGENT.key.")
          @Nullable Path output)
      throws IOException {
    KeyOptions options =
        checked(
            () ->
                new KeyOptions(agent, permissions(permissions), lifetime(days), perMinute, perDay));
    Path file = free(agent, output);
    hand(file, admin().create(options));
    return ExitCode.OK;
  }

  @Command(
      description = "Makes a new key for an agent; its old ones go on for a while.",
      mixinStandardHelpOptions = true)
  int rotate(
      @Parameters(paramLabel = "AGENT", description = "Whose key.") String agent,
      @Option(names = "--days", description = "Until it expires. Default: 90.")
          @Nullable Integer days,
      @Option(
              names = "--overlap-days",
              paramLabel = "N",
              description = "How long old keys still work. Default: 7.")
          @Nullable Integer overlapDays,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              description = "Where the key goes. Default: AGENT.key.")
          @Nullable Path output)
      throws IOException {
    Duration overlap = overlapDays == null ? KeyOptions.OVERLAP : Duration.ofDays(overlapDays);
    Path file = output == null ? Path.of(agent + ".key") : output;
    KeyAdmin admin = admin();
    try {
      hand(file, admin.rotate(agent, lifetime(days), overlap));
    } catch (IllegalArgumentException noSuchAgent) {
      throw new UsageException(String.valueOf(noSuchAgent.getMessage()));
    }
    return ExitCode.OK;
  }

  @Command(description = "Ends keys at once.", mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "NAME", description = "An agent, or the id of one key.") String name)
      throws IOException {
    int ended = admin().revoke(name);
    if (ended == 0) {
      throw new UsageException(
          "name: " + name + " (expected: an agent or key id with a key in use)");
    }
    out().printf("%d revoked; running servers refuse them within seconds%n", ended);
    out().flush();
    return ExitCode.OK;
  }

  @Command(description = "Lists all keys, without secrets.", mixinStandardHelpOptions = true)
  int list() throws IOException {
    Instant now = Instant.now();
    out().printf("%-12s  %-20s  %-8s  %-10s  %s%n", "id", "agent", "state", "expires", "may");
    for (AgentKey key : admin().list()) {
      out()
          .printf(
              "%-12s  %-20s  %-8s  %-10s  %s%n",
              key.getId(),
              key.getAgent(),
              state(key, now),
              LocalDate.ofInstant(ProtoTime.toInstant(key.getExpireTime()), ZoneOffset.UTC),
              String.join(",", key.getPermissionsList().stream().map(Permissions::name).toList()));
    }
    out().flush();
    return ExitCode.OK;
  }

  private static String state(AgentKey key, Instant now) {
    if (key.hasRevokeTime()) {
      return "revoked";
    }
    return KeyAdmin.isUsable(key, now) ? "in use" : "expired";
  }

  private void hand(Path file, Credentials credentials) throws IOException {
    PrivateFile.write(file, credentials.toFile());
    out().printf("%s: key %s%n", file, credentials.apiKey());
    out().printf("The secret is in that file only: give it to the agent, and keep no copy.%n");
    out().flush();
  }

  private static Path free(String agent, @Nullable Path output) {
    Path file = output == null ? Path.of(agent + ".key") : output;
    if (Files.exists(file)) {
      throw new UsageException(file + ": exists (expected: a new file, with -o)");
    }
    return file;
  }

  private static KeyAdmin admin() throws IOException {
    Env env = Env.of(System.getenv());
    AccessConfig config = AccessConfig.read(env);
    env.check();
    return new KeyAdmin(
        config.keyFile(), MasterKey.readOrCreate(config.masterKeyFile()), InstantSource.system());
  }

  private static Duration lifetime(@Nullable Integer days) {
    return days == null ? KeyOptions.LIFETIME : Duration.ofDays(days);
  }

  private static Set<Permission> permissions(@Nullable List<String> names) {
    if (names == null) {
      return Permissions.usual();
    }
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (String name : names) {
      permissions.add(
          Permissions.find(name)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "permission: %s (expected: %s)"
                              .formatted(name, String.join("|", Permissions.names())))));
    }
    return permissions;
  }

  private static <T> T checked(java.util.function.Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException unusable) {
      throw new UsageException(String.valueOf(unusable.getMessage()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
