package io.orfeas.inference.image;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A picture and the object in it, at two sizes: a small one that is there at once, for a first
 * look, and the full one, whose outline is worked out when it is first asked for.
 *
 * <p>For one thread.
 */
public final class Foreground {
  private final RgbaImage image;
  private final RgbaImage previewImage;
  private final ForegroundMask previewMask;
  private final Supplier<ForegroundMask> finder;
  private @Nullable ForegroundMask mask;

  Foreground(
      RgbaImage image,
      RgbaImage previewImage,
      ForegroundMask previewMask,
      Supplier<ForegroundMask> finder) {
    this.image = image;
    this.previewImage = previewImage;
    this.previewMask = previewMask;
    this.finder = finder;
  }

  /** The picture. */
  public RgbaImage image() {
    return image;
  }

  /** The object in the picture; same size. */
  public ForegroundMask mask() {
    if (mask == null) {
      mask = finder.get();
    }
    return mask;
  }

  /** The picture, reduced; the picture itself when it is small. */
  public RgbaImage previewImage() {
    return previewImage;
  }

  /**
   * The object in the reduced picture, with the confidence and the warnings that hold for the full
   * one as well.
   */
  public ForegroundMask previewMask() {
    return previewMask;
  }
}
