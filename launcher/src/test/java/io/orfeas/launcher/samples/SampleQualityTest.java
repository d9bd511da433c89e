package io.orfeas.launcher.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How much of each sample is found again, for the samples are pictures of shapes that are known.
 * The score is the F-score of Knapitsch et al., "Tanks and Temples", 2017, at a twentieth of what
 * is seen of the object, with the mesh where in depth it agrees best.
 */
class SampleQualityTest {
  /** Two to three hundredths below what each had. A flat cut-out has .23 to .51. */
  private static final Map<String, Double> FLOORS =
      Map.of(
          "robot.png",
          .83,
          "mug.png",
          .64,
          "duck.png",
          .39,
          "rocket.jpg",
          .85,
          "mushroom.jpg",
          .73);

  private static final double NEAR = .05;

  static Iterable<Scene> scenes() {
    return SamplePictures.scenes();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void run_sample_isNearTheShapeThatWasPictured(Scene scene) throws IOException {
    SurfacePoints truth = SurfacePoints.of(scene);
    SurfacePoints found = SurfacePoints.of(GlbReader.read(mesh(scene)).geometry());

    double score = truth.agreementInDepth(found, NEAR);

    assertThat(score).as(scene.fileName()).isGreaterThan(FLOORS.get(scene.fileName()));
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void agreement_withItself_isComplete(Scene scene) {
    assertThat(SurfacePoints.of(scene).agreement(SurfacePoints.of(scene), NEAR))
        .isGreaterThan(.999);
  }

  private static byte[] mesh(Scene scene) throws IOException {
    Last last = new Last();
    ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best())
        .run(
            Files.readAllBytes(Repository.sample(scene.fileName())),
            new GenerationOptions(
                5, Size.MEDIUM, Style.REALISTIC, 20_000, 0, "classical", 1, Symmetry.AUTO),
            last);
    return last.glb;
  }

  private static final class Last implements StageListener {
    private byte[] glb = {};

    @Override
    public void accepted(ForegroundMask mask) {}

    @Override
    public void finished(StageResult result) {
      glb = result.glb();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
