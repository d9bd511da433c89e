package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.texture.AtlasKernel;
import io.orfeas.inference.texture.AtlasKernel.Pictures;
import io.orfeas.inference.texture.TextureChart;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Textures beside the processor's own code, on a driver that needs no GPU. */
class DeviceAtlasesTest {
  private FakeCard card;
  private AtlasKernel atlases;

  @BeforeEach
  void open() {
    card = new FakeCard();
    atlases = card.steps().atlases();
  }

  @AfterEach
  void close() {
    card.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, false",
    "2, 16, true",
    "16, 2, false",
    "16, 16, true",
    "64, 32, true",
    "32, 128, false",
    "256, 512, false",
    "1024, 512, true"
  })
  void pictures_softBlob_areTheSameBitByBit(int width, int height, boolean stacked) {
    assertSame(blob(width, height, stacked, new Random(width)), true);
    assertSame(blob(width, height, stacked, new Random(height)), false);

    assertThat(card.done).containsOnly("texture cuda");
  }

  @Test
  void pictures_nothingKnown_areTheSame() {
    assertSame(new TextureChart(new float[4 * 64 * 64], 64, 64, false), true);
  }

  @Test
  void pictures_oneTexelKnown_areTheSame() {
    float[] texels = new float[4 * 32 * 64];
    for (int k = 0; k < 3; k++) {
      texels[4 * 700 + k] = 30 + 60 * k;
    }
    texels[4 * 700 + 3] = 0.3f;

    assertSame(new TextureChart(texels, 32, 64, true), true);
  }

  @Test
  void pictures_everythingKnown_areTheSame() {
    Random random = new Random(1);
    float[] texels = new float[4 * 128 * 64];
    for (int i = 0; i < texels.length; i++) {
      texels[i] = i % 4 == 3 ? 1 : 255 * random.nextFloat();
    }

    assertSame(new TextureChart(texels, 128, 64, true), true);
  }

  @Test
  void pictures_anyChart_goesUpOnceAndOnlyPicturesComeDown() {
    atlases.pictures(blob(64, 128, false, new Random(2)), true);

    assertThat(card.uploaded).containsEntry("texture", 16L * 64 * 128);
    assertThat(card.downloaded).containsEntry("texture", 4L * (2 * 64 * 128 + 2 * 32 * 64));
  }

  @Test
  void pictures_memoryEndsAtAnyAllocation_areTheSameAndLeaveNothing() {
    Pictures expected = AtlasKernel.CPU.pictures(blob(16, 32, false, new Random(3)), true);
    int failures = 0;
    for (int after = 0; card.rungs.size() == failures; after++) {
      card.failAfter(after);
      assertEqual(atlases.pictures(blob(16, 32, false, new Random(3)), true), expected);
      card.assertNothingHeld();
      failures++;
    }
    assertThat(failures).as("attempts that failed once").isGreaterThan(20);
  }

  @Test
  void pictures_noMemoryAtAll_areMadeByTheProcessor() {
    card.shrink(1 << 12);

    assertSame(blob(64, 64, false, new Random(4)), true);

    assertThat(card.done).containsExactly("texture cpu");
  }

  private void assertSame(TextureChart chart, boolean normalMap) {
    TextureChart copy =
        new TextureChart(chart.texels().clone(), chart.width(), chart.height(), chart.stacked());
    assertEqual(atlases.pictures(copy, normalMap), AtlasKernel.CPU.pictures(chart, normalMap));
  }

  private static void assertEqual(Pictures ours, Pictures theirs) {
    assertThat(ours.baseColor()).isEqualTo(theirs.baseColor());
    assertThat(ours.normalMap()).isEqualTo(theirs.normalMap());
  }

  /** Noise of any colour within a wavering outline that is soft at its edge. */
  private static TextureChart blob(int width, int height, boolean stacked, Random random) {
    float[] texels = new float[4 * width * height];
    double radius = 0.25 + 0.1 * random.nextDouble();
    for (int i = 0; i < width * height; i++) {
      double x = (i % width + 0.5) / width - 0.5;
      double y = (i / width + 0.5) / height - 0.45;
      double edge = radius * (1 + 0.3 * Math.sin(5 * Math.atan2(y, x)));
      double coverage = Math.max(0, Math.min(1, (edge - Math.hypot(x, y)) * width / 2 + 0.5));
      for (int k = 0; k < 3 && coverage > 0; k++) {
        texels[4 * i + k] =
            Math.min(255, 100 + 120 * (float) (x + k * y) + 40 * random.nextFloat());
      }
      texels[4 * i + 3] = (float) coverage;
    }
    return new TextureChart(texels, width, height, stacked);
  }
}
