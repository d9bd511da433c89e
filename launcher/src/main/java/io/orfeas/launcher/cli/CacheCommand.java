package io.orfeas.launcher.cli;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.cache.v1.ClearResponse;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.ListResultsRequest;
import io.orfeas.cache.v1.ListResultsResponse;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.Result;
import io.orfeas.runtime.ProtoTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas cache}: what is kept, and for how long. */
@Command(
    name = "cache",
    description = "Looks after the results that are kept.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand {
  private static final int PAGE = 1000;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "stats",
      description = "Says what lookups came to, and how full it is.",
      mixinStandardHelpOptions = true)
  int stats() throws IOException {
    say(cache().getStats(GetStatsRequest.getDefaultInstance()).toString().strip());
    return ExitCode.OK;
  }

  @Command(
      name = "list",
      description = "Lists results, most recently used first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--count", defaultValue = "100", description = "At most. Default: 100.")
          int count)
      throws IOException {
    if (count < 1) {
      throw new UsageException("--count: " + count + " (expected: 1 or more)");
    }
    CacheServiceBlockingStub cache = cache();
    String next = "";
    int left = count;
    do {
      ListResultsResponse page =
          cache.listResults(
              ListResultsRequest.newBuilder()
                  .setPageSize(Math.min(left, PAGE))
                  .setPageToken(next)
                  .build());
      page.getResultsList().forEach(result -> say(line(result)));
      left -= page.getResultsCount();
      next = page.getNextPageToken();
    } while (left > 0 && !next.isEmpty());
    return ExitCode.OK;
  }

  @Command(
      name = "clear",
      description = "Removes results; without an option, all that are not pinned.",
      mixinStandardHelpOptions = true)
  int clear(
      @Option(names = "--result", paramLabel = "KEY", description = "Only this.")
          @Nullable String key,
      @Option(
              names = "--older-than",
              paramLabel = "TIME",
              converter = DurationConverter.class,
              description = "Only those made at least so long ago, as 30m, 12h or 7d.")
          @Nullable Duration age,
      @Option(
              names = "--estimator",
              paramLabel = "NAME[@VERSION]",
              description = "Only those that it made, in this or in any version.")
          @Nullable String estimator,
      @Option(names = "--include-pinned", description = "Pinned ones too.") boolean pinned)
      throws IOException {
    ClearRequest.Builder request =
        ClearRequest.newBuilder()
            .setKey(given("--result", key, "a key"))
            .setEstimator(given("--estimator", estimator, "a name, or NAME@VERSION"))
            .setIncludePinned(pinned);
    if (age != null) {
      request.setOlderThan(ProtoTime.of(age));
    }
    ClearResponse cleared = cache().clear(request.build());
    say("%d results, %d bytes".formatted(cleared.getClearedResults(), cleared.getFreedBytes()));
    return ExitCode.OK;
  }

  @Command(
      name = "pin",
      description = "Keeps results: they neither expire nor make room for others.",
      mixinStandardHelpOptions = true)
  int pin(@Parameters(arity = "1..*", paramLabel = "KEY") List<String> keys) throws IOException {
    return pin(keys, true);
  }

  @Command(
      name = "unpin",
      description = "Lets pinned results go again when it is their time.",
      mixinStandardHelpOptions = true)
  int unpin(@Parameters(arity = "1..*", paramLabel = "KEY") List<String> keys) throws IOException {
    return pin(keys, false);
  }

  /**
   * The value of an option; empty without one. A blank one is a script's variable that was not set,
   * which must not come to mean all results.
   */
  private static String given(String option, @Nullable String value, String expected) {
    if (value != null && value.isBlank()) {
      throw new UsageException("%s: blank (expected: %s)".formatted(option, expected));
    }
    return value == null ? "" : value;
  }

  private int pin(List<String> keys, boolean pinned) throws IOException {
    CacheServiceBlockingStub cache = cache();
    for (String key : keys) {
      cache.pin(PinRequest.newBuilder().setKey(key).setPinned(pinned).build());
    }
    return ExitCode.OK;
  }

  private static String line(Result result) {
    return String.format(
        Locale.ROOT,
        "%s  %9d bytes  %6d ms  %s  %s",
        result.getKey(),
        result.getSizeBytes(),
        Durations.toMillis(result.getComputeDuration()),
        result.hasExpireTime() ? "until " + Timestamps.toString(result.getExpireTime()) : "pinned",
        result.getEstimator());
  }

  private CacheServiceBlockingStub cache() throws IOException {
    return server.stub(CacheServiceBlockingStub.class);
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
