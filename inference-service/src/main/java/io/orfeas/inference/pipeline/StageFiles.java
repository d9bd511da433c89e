package io.orfeas.inference.pipeline;

import io.orfeas.inference.format.ExportOptions;
import io.orfeas.inference.format.GlbWriter;
import io.orfeas.inference.mesh.FlatShading;
import io.orfeas.inference.mesh.PlacedMesh;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.VoxelPreview;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.texture.AtlasTexturer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Makes the files of one run from its shapes: coloured, placed as the object stands, as GLB. */
final class StageFiles {
  private final GenerationOptions options;
  private final StageShapes shapes;
  private long stageStart;

  /**
   * Files of shapes that are all parts of one run.
   *
   * @param shapes the run's, of which the preview is made
   * @param start when the first stage began, as by {@link System#nanoTime()}
   */
  StageFiles(GenerationOptions options, StageShapes shapes, long start) {
    this.options = options;
    this.shapes = shapes;
    stageStart = start;
  }

  StageResult preview(Surface cells, Colors colors) {
    List<Integer> dimensions = Collections.nCopies(3, VoxelPreview.RESOLUTION);
    return written(Stage.VOXEL_PREVIEW, textured(cells, colors), colors, dimensions);
  }

  /** The rough or the refined mesh. */
  StageResult surface(Stage stage, Surface shape, Colors colors) {
    return written(stage, textured(shape, colors), colors, List.of());
  }

  /** The final mesh. */
  StageResult optimized(Surface shape, Colors colors) {
    TexturedMesh mesh = textured(shape, colors);
    TexturedMesh styled = options.style() == Style.LOW_POLY ? FlatShading.of(mesh) : mesh;
    return written(Stage.FINAL_OPTIMIZED, styled, colors, List.of());
  }

  /** Textured as the camera saw it, placed as the object stands. */
  private static TexturedMesh textured(Surface shape, Colors colors) {
    PlacedMesh mesh = shape.placed();
    return AtlasTexturer.texture(mesh.seen(), mesh.placed(), mesh.normals(), colors.painting());
  }

  private StageResult written(
      Stage stage, TexturedMesh mesh, Colors colors, List<Integer> dimensions) {
    byte[] glb =
        GlbWriter.write(
            mesh,
            colors.encoded(),
            ExportOptions.DEFAULT,
            Provenance.of(stage, options, shapes.isSymmetric()));
    long now = System.nanoTime();
    Duration duration = Duration.ofNanos(now - stageStart);
    stageStart = now;
    return new StageResult(
        stage,
        glb,
        mesh.geometry().vertexCount(),
        mesh.geometry().triangleCount(),
        dimensions,
        shapes.isSymmetric(),
        shapes.place(stage),
        shapes.peakBytes(stage),
        duration);
  }
}
