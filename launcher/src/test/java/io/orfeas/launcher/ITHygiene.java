package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise made for every mesh: each stage of each sample at each quality is closed, manifold,
 * oriented outward, without debris, textured, within its budget, and valid glTF without a single
 * message.
 */
class ITHygiene {
  private static final Path VALIDATOR = Repository.root().resolve("inference-service/src/test/glb");

  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());

  /** Share of the area below which a part is debris, with some room for simplification. */
  private static final double DEBRIS = 0.003;

  @TempDir Path folder;

  static IntStream qualities() {
    return IntStream.rangeClosed(1, 10);
  }

  @ParameterizedTest(name = "quality {0}")
  @MethodSource("qualities")
  void everyStage_ofEverySample_isSoundAndValid(int quality) throws Exception {
    Path node = Requires.program("node");
    Requires.present(
        "gltf-validator (npm ci in inference-service/src/test/glb)",
        Files.isDirectory(VALIDATOR.resolve("node_modules/gltf-validator")));
    List<String> command = new ArrayList<>(List.of(node.toString(), "validate.mjs"));
    for (Path sample : Repository.samples()) {
      Style style = Style.values()[quality % Style.values().length];
      Checker checker = new Checker(sample.getFileName() + "-q" + quality);
      GenerationOptions options =
          new GenerationOptions(
              quality,
              Size.MEDIUM,
              style,
              GenerationOptions.defaultTriangles(quality, style),
              0,
              "classical",
              1,
              Symmetry.AUTO);
      pipeline.run(Files.readAllBytes(sample), options, checker);
      assertThat(checker.lastFaces).as(checker.name).isLessThanOrEqualTo(options.maxTriangles());
      command.addAll(checker.files);
    }
    Process process =
        new ProcessBuilder(command).directory(VALIDATOR.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private final class Checker implements StageListener {
    private final String name;
    private final List<String> files = new ArrayList<>();
    private int lastFaces;

    private Checker(String name) {
      this.name = name;
    }

    @Override
    public void accepted(ForegroundMask mask) {
      assertThat(mask.confidence()).as(name).isPositive();
    }

    @Override
    public void finished(StageResult result) {
      String what = name + " " + result.stage();
      TexturedMesh mesh = GlbReader.read(result.glb());
      MeshAudit audit = MeshAudit.of(mesh.geometry());
      assertThat(audit.isSolid()).as("%s: %s", what, audit).isTrue();
      assertThat(Parts.smallestShare(mesh.geometry())).as(what).isGreaterThan(DEBRIS);
      assertThat(audit.signedVolume()).as(what).isPositive();
      assertThat(outside(mesh.uvs())).as(what).isZero();
      lastFaces = result.faces();
      files.add(write(result).toString());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    private static int outside(float[] uvs) {
      int count = 0;
      for (float uv : uvs) {
        if (!(uv >= 0 && uv <= 1)) {
          count++;
        }
      }
      return count;
    }

    private Path write(StageResult result) {
      try {
        return Files.write(folder.resolve(name + "-" + result.stage() + ".glb"), result.glb());
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }
}
