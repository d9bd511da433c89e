package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.mesh.MeshAudit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a newcomer runs it, in a process of its own. */
class ITCommandLine {
  @TempDir Path folder;

  @Test
  void generate_sample_showsStagesAndLeavesASoundMesh() throws Exception {
    String picture = Repository.sample("duck.png").toString();

    Result result = run("generate", picture, "-o", "duck.glb", "--quality", "3");

    assertThat(result.code).as(result.output).isZero();
    assertThat(result.output)
        .contains("voxel_preview", "rough_mesh", "refined_mesh", "final_optimized", "done in");
    byte[] glb = Files.readAllBytes(folder.resolve("duck.glb"));
    assertThat(MeshAudit.of(GlbReader.read(glb).geometry()).isSolid()).isTrue();
    assertThat(GlbReader.read(glb).baseColor().width()).isPositive();
  }

  @Test
  void generate_objOutput_unpacksMaterialAndTexture() throws Exception {
    String picture = Repository.sample("mug.png").toString();

    Result result = run("generate", picture, "-o", "mug.obj", "--quality", "1");

    assertThat(result.code).as(result.output).isZero();
    assertThat(named("mtllib ", "mug.obj")).isEqualTo("mug.mtl");
    assertThat(folder.resolve(named("map_Kd ", "mug.mtl"))).isNotEmptyFile();
  }

  /** What the first line that starts so names. */
  private String named(String start, String file) throws IOException {
    String text = Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    String line = text.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    return line.substring(start.length());
  }

  @Test
  void generate_cached_secondRunIsAHit() throws Exception {
    String picture = Repository.sample("mug.png").toString();

    run("generate", picture, "-o", "a.glb", "--quality", "1");
    Result again = run("generate", picture, "-o", "b.glb", "--quality", "1");

    assertThat(again.output).contains("cache: hit");
    assertThat(folder.resolve("b.glb")).hasSameBinaryContentAs(folder.resolve("a.glb"));
  }

  @Test
  void generate_notAPicture_isRefusedWithTheReason() throws Exception {
    Path text = Files.writeString(folder.resolve("note.png"), "no picture");

    Result result = run("generate", text.toString(), "-o", "x.glb");

    assertThat(result.code).isEqualTo(3);
    assertThat(result.output).contains("(expected: ").doesNotContain("\tat ");
    assertThat(folder.resolve("x.glb")).doesNotExist();
  }

  @Test
  void generate_noSuchFile_isAUsageError() throws Exception {
    Result result = run("generate", "nowhere.png");

    assertThat(result.code).isEqualTo(2);
    assertThat(result.output).contains("nowhere.png (expected: a file that exists)");
  }

  @Test
  void generate_serverAway_isUnreachable() throws Exception {
    String picture = Repository.sample("mug.png").toString();

    Result result = run("generate", picture, "--server", "127.0.0.1:1", "--retries", "2");

    assertThat(result.code).as(result.output).isEqualTo(4);
    assertThat(result.output).contains("(1)", "(2)").doesNotContain("(3)", "\tat ");
  }

  @Test
  void job_submittedAskedForAndDownloaded_isASoundMesh() throws Exception {
    String picture = Repository.sample("duck.png").toString();
    try (RunningSystem system = RunningSystem.start(folder.resolve("served"))) {
      String server = "127.0.0.1:" + system.edgePort();

      Result submitted = run("job", "--server", server, "submit", picture, "--quality", "1");
      String id = submitted.output.lines().findFirst().orElse("").split(" ")[0];
      Result early = run("job", "--server", server, "download", "nobody-knows", "-o", "x.glb");
      Result status = run("job", "--server", server, "status", id);
      for (int i = 0; i < 60 && !status.output.contains("completed"); i++) {
        status = run("job", "--server", server, "status", id);
      }
      Result downloaded = run("job", "--server", server, "download", id, "-o", "duck.glb");

      assertThat(submitted.code).as(submitted.output).isZero();
      assertThat(early.code).as(early.output).isNotZero();
      assertThat(early.output).contains("(expected: ").doesNotContain("\tat ");
      assertThat(folder.resolve("x.glb")).doesNotExist();
      assertThat(status.output).contains(id, "completed", "100 %");
      assertThat(downloaded.code).as(downloaded.output).isZero();
    }
    byte[] glb = Files.readAllBytes(folder.resolve("duck.glb"));
    assertThat(MeshAudit.of(GlbReader.read(glb).geometry()).isSolid()).isTrue();
  }

  @Test
  void cache_listedPinnedAndCleared_keepsWhatIsPinned() throws Exception {
    String picture = Repository.sample("duck.png").toString();
    try (RunningSystem system = RunningSystem.start(folder.resolve("kept"))) {
      String server = "127.0.0.1:" + system.edgePort();
      run("generate", picture, "--server", server, "-q", "1", "-o", "kept.glb");

      Result listed = run("cache", "--server", server, "list");
      String key = listed.output.lines().findFirst().orElse("").split(" ")[0];
      Result pinned = run("cache", "--server", server, "pin", key);
      Result kept = run("cache", "--server", server, "clear", "--older-than", "0s");
      Result unpinned = run("cache", "--server", server, "unpin", key);
      Result other = run("cache", "--server", server, "clear", "--estimator", "classical@0");
      Result gone = run("cache", "--server", server, "clear", "--estimator", "classical");
      Result stats = run("cache", "--server", server, "stats");
      Result absent = run("cache", "--server", server, "pin", key);

      assertThat(listed.output).as(listed.output).contains("classical@classical-2", "until ");
      assertThat(pinned.code).as(pinned.output).isZero();
      assertThat(kept.output).startsWith("0 results");
      assertThat(unpinned.code).as(unpinned.output).isZero();
      assertThat(other.output).startsWith("0 results");
      assertThat(gone.output).startsWith("1 results");
      assertThat(stats.output).contains("computes: 1");
      assertThat(absent.code).as(absent.output).isEqualTo(3);
    }
  }

  @Test
  void run_wrongConfiguration_reportsEveryProblem() throws Exception {
    Map<String, String> environment = RunningSystem.environment(folder);
    environment.put("ORFEAS_CACHE_PORT", "99999");
    environment.put("ORFEAS_CACHE_STORE", "tape");

    Result result = run(environment, "run", "cache");

    assertThat(result.code).isEqualTo(2);
    assertThat(result.output)
        .contains("ORFEAS_CACHE_PORT: 99999 (expected: 0..65535)", "ORFEAS_CACHE_STORE: tape");
  }

  @Test
  void up_portInUse_saysWhichInsteadOfATrace() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Result result = run("up", "--port", port);

      assertThat(result.code).as(result.output).isEqualTo(2);
      assertThat(result.output)
          .contains("edge: 127.0.0.1:" + port + " cannot be listened on", "(expected: ")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void up_portOutOfRange_isAUsageError() throws Exception {
    Result result = run("up", "--port", "99999");

    assertThat(result.code).isEqualTo(2);
    assertThat(result.output).contains("ORFEAS_EDGE_PORT: 99999 (expected: 0..65535)");
  }

  @Test
  void help_everyCommand_isExplained() throws Exception {
    assertThat(run("--help").output).contains("generate", "up", "run", "render", "Exit codes:");
    assertThat(run("generate", "--help").output).contains("--quality", "--format", "PICTURE");
  }

  private record Result(int code, String output) {}

  private Result run(String... arguments) throws Exception {
    return run(RunningSystem.environment(folder), arguments);
  }

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    try (ChildProcess child = ChildProcess.start(folder, environment, arguments)) {
      int code = child.await();
      return new Result(code, child.output());
    }
  }
}
