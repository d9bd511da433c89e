package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.MirrorAxis;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Symmetrizer;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.ExportOptions;
import io.orfeas.inference.format.GlbWriter;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.CutoutFramer;
import io.orfeas.inference.image.Foreground;
import io.orfeas.inference.mesh.ComponentFilter;
import io.orfeas.inference.mesh.FlatShading;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.SliverGuard;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TaubinSmoother;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VertexNormals;
import io.orfeas.inference.mesh.ViewFrame;
import io.orfeas.inference.mesh.VoxelPreview;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.texture.AtlasTexturer;
import io.orfeas.inference.texture.TextureOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the meshes of one run, stage by stage. For one thread.
 *
 * <p>A stage does no work that only a later one needs: the preview is made from a small cut-out and
 * a coarse estimate of its own, so that it need not wait for the full ones.
 */
final class StageMeshes {
  private static final int PREVIEW_GRID = 32;
  private static final int PREVIEW_CUTOUT = 256;
  private static final int PREVIEW_SHAPE = 64;
  private static final int ROUGH_SHAPE = 128;

  private @Nullable Foreground foreground;
  private final ShapeEstimator estimator;
  private final DetailPlan plan;
  private final GenerationOptions options;
  private final Simplifier simplifier;
  private final SurfaceKernel surfaces;
  private final Cutout small;
  private @Nullable Cutout full;
  private @Nullable TriangleMesh refined;
  private @Nullable Optional<MirrorAxis> axis;

  /**
   * Frames the object.
   *
   * @throws io.orfeas.inference.image.ImageRejectedException when there is none
   */
  StageMeshes(
      Foreground foreground,
      ShapeEstimator estimator,
      GenerationOptions options,
      Simplifier simplifier,
      SurfaceKernel surfaces) {
    this.foreground = foreground;
    this.estimator = estimator;
    this.plan = DetailPlan.of(options);
    this.options = options;
    this.simplifier = simplifier;
    this.surfaces = surfaces;
    small = CutoutFramer.frame(foreground.previewImage(), foreground.previewMask(), PREVIEW_CUTOUT);
  }

  StageResult make(Stage stage) {
    long start = System.nanoTime();
    TexturedMesh mesh =
        switch (stage) {
          case VOXEL_PREVIEW -> textured(preview(), small, TextureOptions.colorOnly(128));
          case ROUGH_MESH -> textured(rough(), full(), TextureOptions.colorOnly(256));
          case REFINED_MESH -> textured(refined(), full(), TextureOptions.colorOnly(256));
          case FINAL_OPTIMIZED -> optimized();
        };
    boolean symmetric = axis().isPresent();
    byte[] glb =
        GlbWriter.write(mesh, ExportOptions.DEFAULT, Provenance.of(stage, options, symmetric));
    return new StageResult(
        stage,
        glb,
        mesh.geometry().vertexCount(),
        mesh.geometry().triangleCount(),
        stage == Stage.VOXEL_PREVIEW ? Collections.nCopies(3, PREVIEW_GRID) : List.of(),
        symmetric,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private TriangleMesh preview() {
    return VoxelPreview.of(shell(small, PREVIEW_SHAPE));
  }

  private TriangleMesh rough() {
    return surface(Math.min(ROUGH_SHAPE, plan.shapeSide()), plan.roughGrid(), 2);
  }

  private TriangleMesh refined() {
    if (refined == null) {
      refined = surface(plan.shapeSide(), plan.refinedGrid(), plan.smoothing());
    }
    return refined;
  }

  private TexturedMesh optimized() {
    TriangleMesh simplified = simplifier.simplify(refined(), options.maxTriangles());
    TextureOptions texture = new TextureOptions(plan.finalTexture(), true);
    TexturedMesh mesh = textured(simplified, full(), texture);
    return options.style() == Style.LOW_POLY ? FlatShading.of(mesh) : mesh;
  }

  private TriangleMesh surface(int shapeSide, int grid, int smoothing) {
    TriangleMesh extracted = SurfaceExtractor.extract(shell(full(), shapeSide), grid, 0, surfaces);
    TriangleMesh kept = ComponentFilter.dropDebris(extracted);
    return SliverGuard.restore(kept, TaubinSmoother.smooth(kept, smoothing));
  }

  /** Textured as the camera saw it, placed as the object stands. */
  private static TexturedMesh textured(TriangleMesh mesh, Cutout cutout, TextureOptions texture) {
    TriangleMesh placed = ViewFrame.toObject(mesh);
    return AtlasTexturer.texture(
        mesh, VertexNormals.of(mesh), placed, VertexNormals.of(placed), cutout, texture);
  }

  /** The cut-out that all but the preview are made from; the picture is let go of then. */
  private Cutout full() {
    if (full == null) {
      Foreground whole = Objects.requireNonNull(foreground);
      full = CutoutFramer.frame(whole.image(), whole.mask(), plan.finalTexture());
      foreground = null;
    }
    return full;
  }

  private DepthShell shell(Cutout cutout, int side) {
    DepthShell estimate = estimator.estimate(cutout, side);
    DepthShell shell =
        axis().map(found -> Symmetrizer.symmetrize(estimate, found)).orElse(estimate);
    double factor = options.depthScale();
    return factor == 1
        ? shell
        : new DepthShell(
            shell.side(),
            shell.outline(),
            scaled(shell.front(), factor),
            scaled(shell.back(), factor));
  }

  /** The same axis for all stages, found on the grid of the first. */
  private Optional<MirrorAxis> axis() {
    if (axis == null) {
      axis =
          options.symmetry() == Symmetry.OFF
              ? Optional.empty()
              : options.symmetry().axis(estimator.estimate(small, PREVIEW_SHAPE));
    }
    return axis;
  }

  private static float[] scaled(float[] depths, double factor) {
    float[] result = Arrays.copyOf(depths, depths.length);
    for (int i = 0; i < result.length; i++) {
      result[i] *= (float) factor;
    }
    return result;
  }
}
