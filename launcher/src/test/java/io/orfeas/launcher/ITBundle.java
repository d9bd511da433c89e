package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is packed for a machine without Java: unpacked and run with an empty environment, without a
 * GPU and with an emulated one.
 */
class ITBundle {
  private static final Path EMULATOR = Repository.root().resolve("inference-service/src/test/cuda");
  private static final Path KERNELS = Repository.root().resolve("inference-service/src/main/cuda");
  private static final String CARD = "GPU-01234567-89ab-cdef-0123-456789abcdef";

  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** Enough for every section to run, and for no figure to mean anything. */
  private static final List<String> SMALL =
      List.of(
          "--requests",
          "6",
          "--load",
          "1s",
          "--grid",
          "32",
          "--texture",
          "64",
          "--passes",
          "1",
          "--qualities",
          "1");

  @TempDir static Path folder;
  private static Path home;

  private record Run(int code, String output) {}

  @BeforeAll
  static void pack() throws Exception {
    Path jdk = Path.of(System.getProperty("java.home"));
    Requires.present("jlink", Files.isExecutable(jdk.resolve("bin/jlink")));
    Requires.present("x86-64 Linux", System.getProperty("os.arch").equals("amd64"));
    Path archive = folder.resolve("orfeas.tar");
    ProcessBuilder make =
        new ProcessBuilder(Repository.root().resolve("bundle/make").toString(), archive.toString());
    make.environment().put("JAVA_HOME", jdk.toString());
    assertEnds(0, run(make));
    assertEnds(0, run(new ProcessBuilder("tar", "xf", archive.toString(), "-C", "" + folder)));
    home = folder.resolve("orfeas-linux-x86_64");
  }

  @Test
  void generate_noJavaInTheEnvironment_makesASoundMesh() throws Exception {
    Path mesh = folder.resolve("mug.glb");

    Run run = orfeas(Map.of(), "generate", "samples/mug.png", "-q", "2", "-o", mesh.toString());

    assertEnds(0, run);
    assertThat(MeshAudit.of(GlbReader.read(Files.readAllBytes(mesh)).geometry()).isSolid())
        .isTrue();
  }

  @Test
  void up_emulatedCard_servesWithIt() throws Exception {
    ProcessBuilder builder =
        builder(emulated(card("served", "25769803776", "10")), "up", "--port", "0");
    builder.environment().put("ORFEAS_COMPUTE_DEVICE", "cuda");
    builder.environment().put("ORFEAS_DRAIN_TIMEOUT", "1s");
    try (ChildProcess up = ChildProcess.start(builder)) {
      URI stats =
          URI.create(up.await(Pattern.compile("is up: (http://\\S+)")) + "/api/v1/gpu/stats");

      String answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(stats).build(), BodyHandlers.ofString())
              .body();

      assertThat(answer).contains("\"available\":true", "\"total_vram_gb\":24", CARD);
      assertThat(up.terminate()).as("ended by the signal").isEqualTo(143);
      assertThat(up.output()).contains("inference has ended");
    }
  }

  @Test
  void proveGpu_noGpu_saysWhyAndWhatWasSkipped() throws Exception {
    Path report = folder.resolve("none.md");

    Run run = orfeas(Map.of(), "prove-gpu", "-o", report.toString());

    assertEnds(6, run);
    assertThat(run.output()).contains("compute device: cpu (cuda refused: ");
    assertThat(report)
        .content()
        .contains("compute device: cpu (cuda refused: ", "Skipped", "- A device without memory");
  }

  @Test
  void proveGpu_emulatedCard_answersEveryQuestion() throws Exception {
    Path card = card("emulated", "6442450944", "87");
    program(
        card,
        "nvidia-smi",
        "case $1 in --query-gpu=driver_version) echo 580.95.05; exit ;; esac",
        "echo '" + CARD + ", Fake GPU, 6144, 0, 0, 61, 312.10, 87'");
    // What it is given to run comes after its own options.
    program(
        card,
        "compute-sanitizer",
        "while [ \"${1#--}\" != \"$1\" ]; do shift 2; done",
        "\"$@\" && echo '========= ERROR SUMMARY: 0 errors'");
    Path report = folder.resolve("emulated.md");

    Run run = prove(card, report);

    assertEnds(0, run);
    assertThat(run.output())
        .containsPattern("parity +met +4 of 4 agree")
        .containsPattern("nvml +met +all agree")
        .containsPattern("mesh +measured +[0-9.]+ ms at 32³")
        .containsPattern("stages +measured +quality 1 ")
        .containsPattern("load +met +87 %")
        .containsPattern("memory +met +6 of 6 completed")
        .containsPattern("sanitizer +met +ERROR SUMMARY: 0 errors");
    assertThat(report)
        .content()
        .contains(
            "compute device: cuda (Fake GPU, " + CARD,
            "driver 580.95.05; ",
            "| full, 6144 MiB taken | 3 | 3 |")
        .contains("`free_caches` where caches can be freed, `cpu` where they cannot");
  }

  @Test
  void proveGpu_sectionsThatFail_doNotKeepTheRestFromRunning() throws Exception {
    Path card = card("slow", "6442450944", "20");
    program(card, "nvidia-smi", "echo 'No devices were found'", "exit 6");
    program(card, "compute-sanitizer", "echo '========= ERROR SUMMARY: 3 errors'", "exit 99");

    Run run = prove(card, folder.resolve("slow.md"));

    assertEnds(5, run);
    assertThat(run.output())
        .containsPattern("parity +met ")
        .containsPattern("nvml +failed +nvidia-smi: No devices were found")
        .containsPattern("load +missed +20 %")
        .containsPattern("memory +met ")
        .containsPattern("sanitizer +missed +ERROR SUMMARY: 3 errors");
  }

  @Test
  void proveGpu_sanitizerThatCannotReachTheDevice_isSkippedWithItsReason() throws Exception {
    Path card = card("sandboxed", "6442450944", "87");
    program(card, "compute-sanitizer", "echo '========= Error: Device not supported'", "exit 1");

    Run run = orfeas(emulated(card), "prove-gpu", "--only", "sanitizer");

    assertEnds(0, run);
    assertThat(run.output()).contains("compute-sanitizer: Device not supported");
  }

  @Test
  void proveGpu_noTime_asksNothing() throws Exception {
    Path report = folder.resolve("hurried.md");

    Run run = orfeas(Map.of(), "prove-gpu", "--within", "1s", "-o", report.toString());

    assertEnds(6, run);
    assertThat(report).content().contains("no time left (--within 1 s)");
  }

  @Test
  void proveGpu_toolsAbsent_areSkippedByName() throws Exception {
    Path card = card("bare", "6442450944", "87");

    for (String section : List.of("nvml", "sanitizer")) {
      List<String> wanted = new ArrayList<>(List.of("prove-gpu", "--only", section));
      Run run = orfeas(emulated(card), wanted.toArray(String[]::new));
      assertEnds(0, run);
      assertThat(run.output()).contains(": not on PATH");
    }
  }

  private static Run prove(Path card, Path report) throws Exception {
    List<String> wanted = new ArrayList<>(List.of("prove-gpu", "-o", report.toString()));
    wanted.addAll(SMALL);
    return orfeas(emulated(card), wanted.toArray(String[]::new));
  }

  private static Map<String, String> emulated(Path card) {
    return Map.of("LD_LIBRARY_PATH", card.toString(), "PATH", card + ":/usr/bin:/bin");
  }

  private static Run orfeas(Map<String, String> environment, String... arguments) throws Exception {
    return run(builder(environment, arguments));
  }

  /** The bundle's command with nothing in the environment but what is given. */
  private static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("orfeas").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("ORFEAS_CACHE_STORE", "memory");
    builder.environment().put("ORFEAS_TELEMETRY_STORE", "memory");
    builder.environment().putAll(environment);
    return builder;
  }

  /** A folder with a driver in it that plays a card, as a driver's own folder. */
  private static Path card(String name, String total, String busy) throws Exception {
    String compiler = Requires.program("g++").toString();
    Path card = Files.createDirectory(folder.resolve(name));
    Path script = card.resolve("script");
    Files.writeString(
        script, "total %s\nutilization %s\ncelsius 61\nmilliwatts 312500\n".formatted(total, busy));
    Path cuda = library(compiler, script, card.resolve("libcuda.so.1"), "fake_cuda.cpp");
    library(compiler, script, card.resolve("libnvidia-ml.so.1"), "fake_nvml.cpp", cuda.toString());
    return card;
  }

  private static Path library(
      String compiler, Path script, Path library, String source, String... needs) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(compiler, "-std=c++17", "-O2", "-ffp-contract=off", "-shared", "-fPIC"));
    command.add("-I" + KERNELS);
    command.add("-DSCRIPT=\"" + script + "\"");
    command.add("-Wl,-soname," + library.getFileName());
    command.add(EMULATOR.resolve(source).toString());
    command.addAll(List.of(needs));
    command.addAll(List.of("-o", library.toString()));
    assertEnds(0, run(new ProcessBuilder(command)));
    return library;
  }

  private static void program(Path card, String name, String... lines) throws IOException {
    Path program = Files.writeString(card.resolve(name), "#!/bin/sh\n" + String.join("\n", lines));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private static Run run(ProcessBuilder builder) throws Exception {
    try (ChildProcess process = ChildProcess.start(builder)) {
      int code = process.await(LIMIT);
      return new Run(code, process.output());
    }
  }

  private static void assertEnds(int code, Run run) {
    assertThat(run.code()).as(run.output()).isEqualTo(code);
  }
}
