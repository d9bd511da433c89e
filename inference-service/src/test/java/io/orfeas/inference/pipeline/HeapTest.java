package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.RgbaImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one request needs in memory, told by a JVM of its own that has no more. */
class HeapTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void run_quality10_needsAtMost256MegabytesOfHeap() throws IOException, InterruptedException {
    Path picture = Files.write(folder.resolve("blob.png"), PngEncoder.encode(blob(1024)));
    Process trial =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HeapTrial.class.getName(),
                    picture.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(trial.waitFor()).as(output).isZero();
    assertThat(output).contains("final_optimized");
  }

  /** An object with a rim of many lobes, coloured so that nothing packs well. */
  private static RgbaImage blob(int side) {
    int[] argb = new int[side * side];
    for (int i = 0; i < argb.length; i++) {
      double x = 2.0 * (i % side) / side - 1;
      double y = 2.0 * (i / side) / side - 1;
      double edge = 0.85 + 0.1 * Math.sin(9 * Math.atan2(y, x));
      int noise = (int) ((i * 0x9E3779B97F4A7C15L) >>> 40) & 0xFFFFFF;
      argb[i] = Math.hypot(x, y) < edge ? 0xFF000000 | noise : 0;
    }
    return new RgbaImage(side, side, argb);
  }
}
