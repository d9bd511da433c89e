package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.AtlasTexturer;
import io.orfeas.inference.mesh.ComponentFilter;
import io.orfeas.inference.mesh.ExportOptions;
import io.orfeas.inference.mesh.FlatShading;
import io.orfeas.inference.mesh.GlbWriter;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.TaubinSmoother;
import io.orfeas.inference.mesh.TextureOptions;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VertexNormals;
import io.orfeas.inference.mesh.ViewFrame;
import io.orfeas.inference.mesh.VoxelPreview;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the meshes of one run, stage by stage, from one shell. For one thread. */
final class StageMeshes {
  private static final int PREVIEW_GRID = 32;

  private final Cutout cutout;
  private final DepthShell shell;
  private final DetailPlan plan;
  private final GenerationOptions options;
  private final Simplifier simplifier;
  private @Nullable TriangleMesh refined;

  StageMeshes(
      Cutout cutout,
      DepthShell shell,
      DetailPlan plan,
      GenerationOptions options,
      Simplifier simplifier) {
    this.cutout = cutout;
    this.shell = shell;
    this.plan = plan;
    this.options = options;
    this.simplifier = simplifier;
  }

  StageResult make(Stage stage) {
    long start = System.nanoTime();
    TexturedMesh mesh =
        switch (stage) {
          case VOXEL_PREVIEW -> textured(VoxelPreview.of(shell), preview());
          case ROUGH_MESH -> textured(surface(plan.roughGrid(), 2), preview());
          case REFINED_MESH -> textured(refined(), preview());
          case FINAL_OPTIMIZED -> optimized();
        };
    byte[] glb = GlbWriter.write(mesh, ExportOptions.DEFAULT);
    return new StageResult(
        stage,
        glb,
        mesh.geometry().vertexCount(),
        mesh.geometry().triangleCount(),
        stage == Stage.VOXEL_PREVIEW ? Collections.nCopies(3, PREVIEW_GRID) : List.of(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private TexturedMesh optimized() {
    TriangleMesh simplified = simplifier.simplify(refined(), options.maxTriangles());
    TexturedMesh mesh = textured(simplified, new TextureOptions(plan.finalTexture(), true));
    return options.style() == Style.LOW_POLY ? FlatShading.of(mesh) : mesh;
  }

  private TriangleMesh refined() {
    if (refined == null) {
      refined = surface(plan.refinedGrid(), plan.smoothing());
    }
    return refined;
  }

  private TriangleMesh surface(int grid, int smoothing) {
    return TaubinSmoother.smooth(
        ComponentFilter.dropDebris(SurfaceExtractor.extract(shell, grid)), smoothing);
  }

  /** Textured as the camera saw it, placed as the object stands. */
  private TexturedMesh textured(TriangleMesh mesh, TextureOptions texture) {
    TriangleMesh placed = ViewFrame.toObject(mesh);
    return AtlasTexturer.texture(
        mesh, VertexNormals.of(mesh), placed, VertexNormals.of(placed), cutout, texture);
  }

  private TextureOptions preview() {
    return TextureOptions.colorOnly(plan.previewTexture());
  }
}
