package io.orfeas.launcher.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.image.RgbaImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplePicturesTest {
  private static final int SIDE = 40;

  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("scenes")
  void take_scene_keepsTheObjectInsideThePicture(Scene scene) {
    Scene alone = withoutBackdrop(scene);
    RgbaImage picture = Camera.take(alone, SIDE);
    int covered = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      int alpha = picture.argb()[i] >>> 24;
      boolean border = i % SIDE % (SIDE - 1) == 0 || i / SIDE % (SIDE - 1) == 0;
      assertThat(border ? alpha : 0).isZero();
      covered += alpha > 127 ? 1 : 0;
    }
    assertThat(covered).isBetween(SIDE * SIDE / 8, SIDE * SIDE * 3 / 5);
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void take_twice_isTheSame(Scene scene) {
    assertThat(Camera.take(scene, 16).argb()).isEqualTo(Camera.take(scene, 16).argb());
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void distance_alongAnyStep_growsNoFasterThanTheStep(Scene scene) {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      Vec p = near(scene, random);
      Vec step = near(scene, random).minus(p).unit().times(.01);
      Vec q = p.plus(step);
      double change =
          scene.model().distance(q.x(), q.y(), q.z()) - scene.model().distance(p.x(), p.y(), p.z());
      assertThat(Math.abs(change)).isLessThan(.016);
    }
  }

  @Test
  void write_directory_getsEveryPictureInItsFormat() throws IOException {
    assertThat(SamplePictures.write(dir, 24)).hasSameSizeAs(SamplePictures.scenes());
    for (Scene scene : SamplePictures.scenes()) {
      var picture = ImageIO.read(dir.resolve(scene.fileName()).toFile());
      assertThat(picture.getWidth()).isEqualTo(24);
      assertThat(picture.getColorModel().hasAlpha()).isEqualTo(scene.backdrop() == null);
    }
  }

  private static List<Scene> scenes() {
    return SamplePictures.scenes();
  }

  private static Vec near(Scene scene, Random random) {
    double r = 2 * scene.radius();
    return scene
        .center()
        .plus(
            new Vec(
                r * (random.nextDouble() - .5),
                r * (random.nextDouble() - .5),
                r * (random.nextDouble() - .5)));
  }

  private static Scene withoutBackdrop(Scene scene) {
    return new Scene(
        scene.fileName(),
        scene.model(),
        scene.center(),
        scene.radius(),
        scene.yawDegrees(),
        scene.pitchDegrees(),
        null);
  }
}
