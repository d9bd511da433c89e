package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageDecoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is promised of textures, on real pictures. */
class SampleTexturesTest {
  private static final int GREEN = 0x00FF00;

  private static final int JPEG_ERROR = 16;

  /** Least difference of brightness at an edge, in code values. */
  private static final int EDGE = 16;

  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());

  static List<Path> samples() {
    return Repository.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void back_ofASample_isBlurred(Path sample) throws IOException {
    RgbaImage atlas = GlbReader.read(glb(Files.readAllBytes(sample), 5)).baseColor();

    int front = edges(atlas, false);
    int back = edges(atlas, true);

    assertThat(front).as("something to be seen on the front").isGreaterThan(200);
    assertThat(back).as("no face and no letters on the back").isLessThan(front / 8);
  }

  @Test
  void background_underTheRim_isNotOnTheMesh() throws IOException {
    RgbaImage robot =
        ImageDecoder.decode(
            Files.readAllBytes(Repository.sample("robot.png")), ImageLimits.DEFAULT);
    int[] pixels = robot.argb().clone();
    int own = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] >>> 24 == 0) {
        pixels[i] = GREEN;
      } else {
        own = Math.max(own, green(pixels[i]));
      }
    }
    byte[] onGreen = PngEncoder.encode(new RgbaImage(robot.width(), robot.height(), pixels));

    TexturedMesh mesh = GlbReader.read(glb(onGreen, 5));

    int[] t = mesh.geometry().triangles();
    for (int i = 0; i < t.length; i += 3) {
      int green = green(texel(mesh, t[i], t[i + 1], t[i + 2]));
      assertThat(green).as("green of a face").isLessThan(own + JPEG_ERROR);
    }
  }

  /** How much greener than anything else; the robot has a green button of its own. */
  private static int green(int argb) {
    return (argb >> 8 & 255) - Math.max(argb >> 16 & 255, argb & 255);
  }

  @Test
  void texture_bySize_isPngOrJpeg() throws IOException {
    byte[] picture = Files.readAllBytes(Repository.sample("robot.png"));

    String small = new String(glb(picture, 1), StandardCharsets.ISO_8859_1);
    String large = new String(glb(picture, 7), StandardCharsets.ISO_8859_1);

    assertThat(small).contains("\"name\":\"baseColor\"").doesNotContain("image/jpeg");
    assertThat(large).contains("image/jpeg");
  }

  private byte[] glb(byte[] picture, int quality) {
    GenerationOptions options =
        new GenerationOptions(
            quality, Size.MEDIUM, Style.REALISTIC, 5000, 0, "classical", 1, Symmetry.AUTO);
    byte[][] last = new byte[1][];
    pipeline.run(
        picture,
        options,
        new StageListener() {
          @Override
          public void accepted(ForegroundMask mask) {}

          @Override
          public void finished(StageResult result) {
            last[0] = result.glb();
          }

          @Override
          public boolean isCancelled() {
            return false;
          }
        });
    return last[0];
  }

  /** Texels of one chart that differ from a neighbour as the edges of drawings and letters do. */
  private static int edges(RgbaImage atlas, boolean back) {
    boolean stacked = atlas.height() > atlas.width();
    int width = stacked ? atlas.width() : atlas.width() / 2;
    int height = stacked ? atlas.height() / 2 : atlas.height();
    int left = back && !stacked ? width : 0;
    int top = back && stacked ? height : 0;
    int count = 0;
    for (int y = top + 1; y < top + height; y++) {
      for (int x = left + 1; x < left + width; x++) {
        int here = brightness(atlas.pixel(x, y));
        int across = Math.abs(here - brightness(atlas.pixel(x - 1, y)));
        int down = Math.abs(here - brightness(atlas.pixel(x, y - 1)));
        count += Math.max(across, down) > EDGE ? 1 : 0;
      }
    }
    return count;
  }

  private static int brightness(int pixel) {
    return ((pixel >> 16 & 255) + (pixel >> 8 & 255) + (pixel & 255)) / 3;
  }

  /** The texture in the middle of a face. */
  private static int texel(TexturedMesh mesh, int a, int b, int c) {
    float[] uvs = mesh.uvs();
    RgbaImage atlas = mesh.baseColor();
    double u = ((double) uvs[2 * a] + uvs[2 * b] + uvs[2 * c]) / 3;
    double v = ((double) uvs[2 * a + 1] + uvs[2 * b + 1] + uvs[2 * c + 1]) / 3;
    return atlas.pixel(
        Math.min(atlas.width() - 1, (int) (u * atlas.width())),
        Math.min(atlas.height() - 1, (int) (v * atlas.height())));
  }
}
