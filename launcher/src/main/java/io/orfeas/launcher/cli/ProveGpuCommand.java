package io.orfeas.launcher.cli;

import io.orfeas.launcher.proof.Finding;
import io.orfeas.launcher.proof.Proof;
import io.orfeas.launcher.proof.ProofSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orfeas prove-gpu}: everything that only a machine with a GPU can answer. */
@Command(
    name = "prove-gpu",
    description = {
      "Asks this machine's GPU everything: whether its kernels are right, how fast they are,",
      "whether memory that runs out is survived. Writes a report in Markdown. Some minutes.",
      "Ends with 0 when all marks are met, 5 when one is not, 6 without a GPU."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ProveGpuCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the report goes. Default: gpu-report.md.")
  private Path output = Path.of("gpu-report.md");

  @Option(
      names = "--only",
      paramLabel = "SECTION",
      description = "One of machine, parity, nvml, mesh, load, memory, sanitizer, stages.")
  private @Nullable String only;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "What meshes are made of. Default: samples/robot.png.")
  private @Nullable Path picture;

  @Option(names = "--requests", description = "Requests without device memory. Default: 200.")
  private int requests = 200;

  @Option(
      names = "--load",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long the device is kept busy. Default: 20s.")
  private Duration load = Duration.ofSeconds(20);

  @Option(names = "--grid", description = "Cells of the timed mesh, 16..512. Default: 256.")
  private int grid = 256;

  @Option(names = "--texture", description = "Texels of the timed texture. Default: 2048.")
  private int texture = 2048;

  @Option(names = "--passes", description = "Passes of which medians are taken. Default: 15.")
  private int passes = 15;

  @Option(
      names = "--qualities",
      split = ",",
      paramLabel = "N",
      description = "Qualities whose stages are timed. Default: 3,7,10.")
  private List<Integer> qualities = List.of(3, 7, 10);

  @Option(
      names = "--within",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "After which no section begins, and one that runs is ended. Default: 1h.")
  private Duration within = Duration.ofHours(1);

  @Option(names = "--fragment", hidden = true, description = "Where one section's finding goes.")
  private @Nullable Path fragment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    ProofSettings settings = settings();
    return only == null ? all(settings) : one(only, settings);
  }

  private int all(ProofSettings settings) {
    PrintWriter err = spec.commandLine().getErr();
    Proof.Report report =
        new Proof(
                settings,
                (line, markdown) -> {
                  err.println(line);
                  err.flush();
                  write(markdown);
                })
            .all();
    err.println("report: " + output);
    if (!report.hasGpu()) {
      return ExitCode.NO_GPU;
    }
    return report.isGood() ? ExitCode.OK : ExitCode.MISSED;
  }

  private void write(String markdown) {
    try {
      Files.writeString(output, markdown);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private int one(String section, ProofSettings settings) throws IOException {
    if (!Proof.names().contains(section)) {
      throw new UsageException(
          "--only: %s (expected: one of %s)".formatted(section, String.join(", ", Proof.names())));
    }
    Finding finding = Proof.one(section, settings);
    if (fragment != null) {
      finding.write(fragment);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(finding.summary());
    finding.body().forEach(out::println);
    out.flush();
    return finding.verdict().isBad() ? ExitCode.MISSED : ExitCode.OK;
  }

  private ProofSettings settings() {
    Path chosen =
        picture == null
            ? Path.of(System.getProperty("orfeas.home", ""), "samples", "robot.png")
            : picture;
    if (!Files.isRegularFile(chosen)) {
      throw new UsageException("--picture: " + chosen + " (expected: a file that exists)");
    }
    require("--requests", requests, 2, 1_000_000);
    require("--grid", grid, 16, 512);
    require("--texture", texture, 64, 4096);
    require("--passes", passes, 1, 1000);
    qualities.forEach(quality -> require("--qualities", quality, 1, 10));
    if (Integer.bitCount(texture) != 1) {
      throw new UsageException("--texture: " + texture + " (expected: a power of two)");
    }
    return new ProofSettings(chosen, requests, load, grid, texture, passes, qualities, within);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UsageException("%s: %d (expected: %d..%d)".formatted(option, value, least, most));
    }
  }
}
