package io.orfeas.launcher.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.cache.store.StoreException;
import io.orfeas.runtime.ConfigException;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The {@code orfeas} command. */
@Command(
    name = "orfeas",
    description = "One picture of an object in, a 3D mesh out.",
    mixinStandardHelpOptions = true,
    version = "orfeas 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GenerateCommand.class,
      JobCommand.class,
      CacheCommand.class,
      UpCommand.class,
      RunCommand.class,
      RenderCommand.class,
      GalleryCommand.class,
      BenchCommand.class,
      KeysCommand.class,
      CertsCommand.class,
      BenchHitsCommand.class,
      ProveGpuCommand.class,
    },
    footer = {
      "",
      "In the source tree, `./orfeas bundle [FILE]` packs it with a Java of its own for another machine."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:something failed unexpectedly",
      "2:the command line or the configuration is wrong",
      "3:the picture, a parameter or the key was refused",
      "4:a service could not be reached",
      "5:a mark was missed (prove-gpu)",
      "6:there is no GPU (prove-gpu)",
      "7:not now: no room, too many requests, or a job not done yet; try again later",
      "8:not done in time",
    })
public final class Main {
  private static final Set<String> ONE_SHOT =
      Set.of(
          "generate", "job", "cache", "render", "gallery", "bench", "keys", "certs", "prove-gpu");
  private static final String LOG_LEVEL = "ORFEAS_LOG_LEVEL";
  private static final String LEAK_SAMPLING = "io.netty.leakDetection.level";

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    stopLeakSampling();
    if (args.length > 0 && ONE_SHOT.contains(args[0]) && System.getenv(LOG_LEVEL) == null) {
      // Read by the logging configuration; what a person waits for is not to drown in log lines.
      System.setProperty(LOG_LEVEL, "WARN");
    }
    System.exit(commandLine().execute(args));
  }

  /**
   * Turns off Netty's search for leaked buffers, unless its level was said: it takes a stack trace
   * for one buffer of 128, which shows in the profile of a cache hit. Tests run with it on. Netty
   * reads the level once, so this has to come before its first use.
   */
  static void stopLeakSampling() {
    System.getProperties().putIfAbsent(LEAK_SAMPLING, "disabled");
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(exceptions());
  }

  private static IExecutionExceptionHandler exceptions() {
    return (failure, command, parsed) -> {
      if (failure instanceof ConfigException || failure instanceof UsageException) {
        command.getErr().println(failure.getMessage());
        return ExitCode.USAGE;
      }
      if (failure instanceof StatusRuntimeException refusal) {
        Status status = refusal.getStatus();
        String said = status.getDescription();
        command.getErr().println("orfeas: " + (said == null ? status.getCode().name() : said));
        return ExitCode.of(refusal.getStatus().getCode());
      }
      if (failure instanceof IOException || failure.getCause() instanceof IOException) {
        Throwable cause = failure instanceof IOException ? failure : failure.getCause();
        command.getErr().println("orfeas: " + cause);
        return ExitCode.UNEXPECTED;
      }
      if (failure instanceof StoreException) {
        command.getErr().println("orfeas: " + failure.getMessage());
        return ExitCode.UNREACHABLE;
      }
      throw failure;
    };
  }
}
