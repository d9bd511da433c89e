package io.orfeas.inference.render;

import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several pictures on one sheet. */
public final class ContactSheet {
  private ContactSheet() {}

  /**
   * Lays pictures out in rows, from the left and from the top.
   *
   * @param pictures at least one, all of one size
   * @param columns pictures in a row, at least 1
   * @param gap pixels between pictures, at least 0
   * @param paper colour between pictures, {@code 0xAARRGGBB}
   */
  public static RgbaImage of(List<RgbaImage> pictures, int columns, int gap, int paper) {
    requireAlike(pictures);
    if (columns < 1 || gap < 0) {
      throw new IllegalArgumentException(
          "columns: %d, gap: %d (expected: >= 1, >= 0)".formatted(columns, gap));
    }
    RgbaImage first = pictures.get(0);
    int across = Math.min(columns, pictures.size());
    int down = (pictures.size() + columns - 1) / columns;
    int width = across * (first.width() + gap) - gap;
    int height = down * (first.height() + gap) - gap;
    int[] sheet = new int[width * height];
    Arrays.fill(sheet, paper);
    for (int i = 0; i < pictures.size(); i++) {
      int left = i % columns * (first.width() + gap);
      int top = i / columns * (first.height() + gap);
      for (int y = 0; y < first.height(); y++) {
        System.arraycopy(
            pictures.get(i).argb(),
            y * first.width(),
            sheet,
            (top + y) * width + left,
            first.width());
      }
    }
    return new RgbaImage(width, height, sheet);
  }

  /**
   * Views of a mesh from all around, evenly spaced, in one row.
   *
   * @param options the first view; the others differ in yaw only
   * @param views number of views, 1..64
   */
  public static RgbaImage turntable(TexturedMesh mesh, RenderOptions options, int views) {
    if (views < 1 || views > 64) {
      throw new IllegalArgumentException("views: " + views + " (expected: 1..64)");
    }
    List<RgbaImage> pictures = new ArrayList<>();
    for (int i = 0; i < views; i++) {
      double yaw = options.yawDegrees() + 360.0 * i / views;
      pictures.add(MeshRenderer.render(mesh, options.withView(yaw, options.pitchDegrees())));
    }
    return of(pictures, views, 0, 0);
  }

  private static void requireAlike(List<RgbaImage> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("pictures: 0 (expected: >= 1)");
    }
    RgbaImage first = pictures.get(0);
    for (RgbaImage picture : pictures) {
      if (picture.width() != first.width() || picture.height() != first.height()) {
        throw new IllegalArgumentException(
            "picture: %d x %d (expected: %d x %d as the first)"
                .formatted(picture.width(), picture.height(), first.width(), first.height()));
      }
    }
  }
}
