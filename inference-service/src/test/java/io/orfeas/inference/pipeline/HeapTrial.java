package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.nio.file.Files;
import java.nio.file.Path;

/** One request at quality 10 in this JVM: runs out of memory when its heap is too small. */
final class HeapTrial {
  private HeapTrial() {}

  /** Argument: a picture. */
  public static void main(String[] args) throws Exception {
    byte[] picture = Files.readAllBytes(Path.of(args[0]));
    int triangles = GenerationOptions.defaultTriangles(10, Style.REALISTIC);
    GenerationOptions options =
        new GenerationOptions(
            10, Size.MEDIUM, Style.REALISTIC, triangles, 0, "classical", 1, Symmetry.AUTO);
    ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best())
        .run(picture, options, new Printer());
  }

  private static final class Printer implements StageListener {
    @Override
    public void accepted(ForegroundMask mask) {}

    @Override
    public void finished(StageResult result) {
      System.out.println(result.stage().wireName());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
