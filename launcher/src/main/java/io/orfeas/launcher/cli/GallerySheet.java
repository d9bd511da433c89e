package io.orfeas.launcher.cli;

import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageDecoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.render.ContactSheet;
import io.orfeas.inference.render.MeshRenderer;
import io.orfeas.inference.render.RenderOptions;
import io.orfeas.inference.render.RenderOptions.Mode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Draws what becomes of a picture. */
final class GallerySheet {
  private static final int COLUMNS = 4;
  private static final int GAP = 4;
  private static final int PAPER = 0xFFFFFFFF;

  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());
  private final GalleryParameters parameters;
  private final RenderOptions view;
  private final boolean withPicture;

  /**
   * Sheets that are alike.
   *
   * @param parameters what holds for all meshes
   * @param view how meshes are looked at
   * @param withPicture whether a sheet begins with the picture itself
   */
  GallerySheet(GalleryParameters parameters, RenderOptions view, boolean withPicture) {
    this.parameters = parameters;
    this.view = view;
    this.withPicture = withPicture;
  }

  /** The picture, its four stages, and the last one's side, back and edges. */
  RgbaImage stages(byte[] picture) {
    List<RgbaImage> panels = beginning(picture);
    List<TexturedMesh> stages = meshes(picture, parameters.options());
    stages.forEach(mesh -> panels.add(MeshRenderer.render(mesh, view)));
    TexturedMesh last = stages.get(stages.size() - 1);
    double yaw = view.yawDegrees();
    double pitch = view.pitchDegrees();
    panels.add(MeshRenderer.render(last, view.withView(yaw + 90, pitch)));
    panels.add(MeshRenderer.render(last, view.withView(yaw + 180, pitch)));
    panels.add(MeshRenderer.render(last, view.withMode(Mode.WIREFRAME)));
    return ContactSheet.of(panels, COLUMNS, GAP, PAPER);
  }

  /** The picture, and its final mesh with each setting, in one row. */
  RgbaImage varied(byte[] picture, List<String> settings) {
    List<RgbaImage> panels = beginning(picture);
    for (String setting : settings) {
      List<TexturedMesh> stages = meshes(picture, parameters.with(setting).options());
      panels.add(MeshRenderer.render(stages.get(stages.size() - 1), view));
    }
    return ContactSheet.of(panels, panels.size(), GAP, PAPER);
  }

  private List<RgbaImage> beginning(byte[] picture) {
    List<RgbaImage> panels = new ArrayList<>();
    if (withPicture) {
      panels.add(fitted(ImageDecoder.decode(picture, ImageLimits.DEFAULT)));
    }
    return panels;
  }

  private List<TexturedMesh> meshes(byte[] picture, GenerationOptions options) {
    List<TexturedMesh> meshes = new ArrayList<>();
    pipeline.run(
        picture,
        options,
        new StageListener() {
          @Override
          public void accepted(ForegroundMask mask) {}

          @Override
          public void finished(StageResult result) {
            meshes.add(GlbReader.read(result.glb()));
          }

          @Override
          public boolean isCancelled() {
            return false;
          }
        });
    return meshes;
  }

  /** The picture in a square, on white. */
  private RgbaImage fitted(RgbaImage picture) {
    int side = view.width();
    double scale = (double) side / Math.max(picture.width(), picture.height());
    int width = Math.max(1, (int) (picture.width() * scale));
    int height = Math.max(1, (int) (picture.height() * scale));
    BufferedImage whole =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_ARGB);
    whole.setRGB(0, 0, picture.width(), picture.height(), picture.argb(), 0, picture.width());
    BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = square.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, side, side);
    Image small = whole.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    pen.drawImage(small, (side - width) / 2, (side - height) / 2, null);
    pen.dispose();
    return new RgbaImage(
        side, side, square.getRGB(0, 0, side, side, new int[side * side], 0, side));
  }
}
